// Low reach, high contrast, large text: <html data-modes> says which are on, and a cookie keeps them for the next page, as the
// server does without scripts. They end with the visitor: when she is done ([data-farewell]), or a time-out says so (`kiosk:leave`).
// After each change: the event `kiosk:modes` on the document.

const root = document.documentElement
let isLeaving = false

const on = () => (root.dataset.modes ?? "").split(" ").filter(Boolean)

/** @param {string[]} modes */
function set(modes) {
  if (modes.length) root.dataset.modes = modes.join(" ")
  else delete root.dataset.modes
  document.cookie = `modes=${modes.join(".")}; path=/kiosk; SameSite=Strict`
  draw()
  document.dispatchEvent(new Event("kiosk:modes"))
}

function draw() {
  for (const button of document.querySelectorAll("[data-mode]")) {
    button.setAttribute("aria-pressed", String(on().includes(button.getAttribute("data-mode") ?? "")))
  }
}

document.addEventListener("click", event => {
  const target = event.target instanceof Element ? event.target : null
  if (target?.closest("[data-farewell]")) isLeaving = true
  const mode = target?.closest("[data-mode]")?.getAttribute("data-mode")
  if (!mode) return
  event.preventDefault() // the button sends a form
  set(on().includes(mode) ? on().filter(each => each !== mode) : [...on(), mode])
})
document.addEventListener("kiosk:leave", () => { isLeaving = true })
document.addEventListener("kiosk:page", () => {
  if (isLeaving && document.body.dataset.page === "start") set([])
  isLeaving = false
  draw()
})
