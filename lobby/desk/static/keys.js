// Keys of the desk: Enter presses the first action, F8 calls, and each button's own letter presses it. Letters can be switched
// off (WCAG 2.1.4) with [data-letters]; the browser remembers it.

const KEPT = "lobby.desk.letters"
const ELSEWHERE = "input, select, textarea, [contenteditable]"
const root = document.documentElement
const letters = /** @type {HTMLButtonElement} */ (document.querySelector("[data-letters]"))

document.addEventListener("keydown", event => {
  const at = event.target instanceof Element ? event.target : document.body
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || at.closest(ELSEWHERE)) return
  const button = meant(event, at)
  if (!button) return
  event.preventDefault()
  button.click()
})

/** @param {KeyboardEvent} event @param {Element} at @returns {HTMLElement | null} */
function meant({ key, code }, at) {
  if (key === "Enter") return at.closest("a, button, summary") ? null : document.querySelector("[data-board] .primary")
  if (key === "F8") return document.getElementById("do-next")
  if (!areOn()) return null
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^Key/, "") // other scripts: by the key's place
  return /^[A-Z]$/.test(letter) ? document.querySelector(`[data-key="${letter}"]`) : null
}

function areOn() {
  return letters.getAttribute("aria-pressed") === "true"
}

/** @param {boolean} on */
function turn(on) {
  letters.setAttribute("aria-pressed", String(on))
  root.toggleAttribute("data-own-letters", on)
}

letters.addEventListener("click", () => {
  turn(!areOn())
  try {
    localStorage.setItem(KEPT, String(areOn()))
  } catch {
    // A browser that keeps nothing starts with letters on again.
  }
})

function kept() {
  try {
    return localStorage.getItem(KEPT) !== "false"
  } catch {
    return true
  }
}

letters.hidden = false
turn(kept())
