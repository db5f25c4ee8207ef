// The code of an appointment. A scanner types fast and ends with Enter: what it reads goes into the page's form [data-scan],
// from whichever page has one. On the code's own page the keys of the screen and of a keyboard write it, wherever the focus is.

const FAST_MS = 100 // no hand is as quick for a whole code, and slow scanners and busy machines are not slower
const SHORTEST_SCAN = 4

let typed = ""
let at = -Infinity

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey) return
  const isFast = event.timeStamp - at < FAST_MS
  if (event.key === "Enter" && isFast && typed.length >= SHORTEST_SCAN) return scanned(event)
  if (event.key.length !== 1) return
  typed = isFast ? typed + event.key : event.key
  at = event.timeStamp
  if (/[\p{L}\p{N}]/u.test(event.key) && event.target !== written()) write(event.key, event)
}, { capture: true })

document.addEventListener("keydown", event => {
  if (event.key === "Backspace" && event.target !== written()) write("back", event)
})

document.addEventListener("click", event => {
  const key = event.target instanceof Element ? event.target.closest("button[name=press]") : null
  if (key instanceof HTMLButtonElement) write(key.value, event)
})

/** @param {KeyboardEvent} event */
function scanned(event) {
  const form = document.querySelector("form[data-scan]")
  const field = form?.querySelector("[name=code]")
  if (!(form instanceof HTMLFormElement) || !(field instanceof HTMLInputElement)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  field.value = typed
  typed = ""
  form.requestSubmit()
}

/** @param {string} key @param {Event} event */
function write(key, event) {
  const field = written()
  if (!field) return
  event.preventDefault()
  field.value = key === "back" ? field.value.slice(0, -1) : (field.value + key.toUpperCase()).slice(0, field.maxLength)
  if (key !== "back") document.dispatchEvent(new Event("kiosk:typed"))
}

/** @returns {HTMLInputElement | null} */
function written() {
  return document.querySelector(".code-input")
}
