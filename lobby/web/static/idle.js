// <dialog data-idle="SECONDS">: whoever types or clicks stays signed on; whoever does not is asked a minute before she is signed
// off. Every tab tells the others. Counts from what the server was told, so that nobody is signed off without being asked.

const WARN_S = 60
const CHECK_MS = 2000

const asked = /** @type {HTMLDialogElement} */ (document.querySelector("dialog[data-idle]"))
const csrf = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? ""
const allowed = Number(asked.dataset.idle)
const lag = Math.min(60, allowed / 10) // so rarely does the server write a use down
const tabs = new BroadcastChannel("lobby-idle")

let told = Date.now()

const since = () => (Date.now() - told) / 1000

function use() {
  if (since() < lag) return
  stay()
  tabs.postMessage("used")
  fetch("/account/stay", { method: "POST", headers: { "X-CSRF-Token": csrf } }).catch(() => {})
}

function stay() {
  told = Date.now()
  asked.close()
}

function look() {
  const left = allowed - lag - since()
  if (left <= 0) location.assign(`/login?next=${encodeURIComponent(location.pathname + location.search)}&ended=1`)
  else if (left <= Math.min(WARN_S, allowed / 2) && !asked.open) asked.showModal()
}

tabs.addEventListener("message", stay)
for (const event of ["keydown", "pointerdown"]) addEventListener(event, use, { passive: true })
setInterval(look, CHECK_MS)
