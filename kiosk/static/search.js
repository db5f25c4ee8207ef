// A search answers each letter: of the screen's keys and of a keyboard, wherever the focus is. What is found takes the place of what
// was found before, in [data-found]; the last question wins. Without an answer the old one stays, and the next letter asks again.

const PAUSE_MS = 120
const ANSWER_MS = 4000

let waiting = 0
let asked = 0

const form = () => /** @type {HTMLFormElement | null} */ (document.querySelector("form[data-search]"))
const field = () => /** @type {HTMLInputElement | null} */ (document.querySelector(".search-input"))

document.addEventListener("click", event => {
  const key = event.target instanceof Element ? event.target.closest("button[name=letter]") : null
  if (!(key instanceof HTMLButtonElement)) return
  event.preventDefault() // the key sends a form
  write(key.value)
})

document.addEventListener("keydown", event => {
  if (!field() || event.target === field() || event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key === "Backspace") write("back", event)
  else if (/^\p{L}$/u.test(event.key)) write(event.key, event)
}, { capture: true })

document.addEventListener("input", event => event.target === field() && look())

document.addEventListener("submit", event => {
  if (event.target !== form()) return
  event.preventDefault()
  event.stopImmediatePropagation()
  look()
}, { capture: true })

/** @param {string} letter @param {Event} [event] */
function write(letter, event) {
  const to = field()
  if (!to) return
  event?.preventDefault()
  event?.stopImmediatePropagation()
  to.value = letter === "back" ? to.value.slice(0, -1) : (to.value + (letter === "space" ? " " : letter)).slice(0, to.maxLength)
  look()
}

function look() {
  clearTimeout(waiting)
  waiting = setTimeout(ask, PAUSE_MS)
}

async function ask() {
  const from = form()
  if (!from) return
  const mine = ++asked
  const body = new URLSearchParams([...new FormData(from)].map(([name, value]) => [name, String(value)]))
  try {
    const answer = await fetch(from.action, { method: "POST", body, signal: AbortSignal.timeout(ANSWER_MS), headers: { Accept: "text/html" } })
    if (!answer.ok || mine !== asked) return
    const found = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-found]")
    if (found && mine === asked) document.querySelector("[data-found]")?.replaceWith(document.adoptNode(found))
    document.dispatchEvent(new Event("kiosk:found"))
  } catch {
    // the page says that the server is lost
  }
}
