// Keys of the desk: Enter presses the first action, F8 calls, F9 is for help, F1 and ? show all keys, and each button's own letter
// or digit presses it. Letters can be switched off (WCAG 2.1.4) with [data-letters]; the browser remembers it.

const KEPT = "lobby.desk.letters"
const ELSEWHERE = "input, select, textarea, [contenteditable]"
const root = document.documentElement
const letters = /** @type {HTMLButtonElement} */ (document.querySelector("[data-letters]"))

document.addEventListener("keydown", event => {
  const at = event.target instanceof Element ? event.target : document.body
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || at.closest(ELSEWHERE)) return
  if (document.querySelector("dialog[open]")) return // it has its own buttons
  const button = meant(event, at)
  if (!button) return
  event.preventDefault()
  button.click()
})

/** @param {KeyboardEvent} event @param {Element} at @returns {HTMLElement | null} */
function meant({ key, code }, at) {
  if (key === "Enter") return at.closest("a, button, summary") ? null : document.querySelector("[data-board] .primary")
  const named = { F8: "do-next", F9: "do-panic", F1: "do-help" }[key]
  if (named) return document.getElementById(named)
  if (!areOn()) return null
  if (key === "?") return document.getElementById("do-help")
  if (/^[1-9]$/.test(key)) return document.querySelector(`[data-key="${key}"]`)
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
