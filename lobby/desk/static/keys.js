// Keys of the desk: Enter presses the first action, F8 calls, F9 is for help, F1 and ? show all keys, and each button's own letter
// or digit presses it. Letters can be switched off (letters.js).
import { areOn, letterOf } from "/static/letters.js"

const ELSEWHERE = "input, select, textarea, [contenteditable]"

document.addEventListener("keydown", event => {
  const isThere = event.target instanceof Element && !event.target.closest("dialog:not([open])") // one just closed keeps the focus for a moment
  const at = isThere ? /** @type {Element} */ (event.target) : document.body
  if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || at.closest(ELSEWHERE)) return
  if (document.querySelector("dialog[open]")) return // it has its own buttons
  const button = meant(event, at)
  if (!button) return
  event.preventDefault()
  button.click()
})

/** @param {KeyboardEvent} event @param {Element} at @returns {HTMLElement | null} */
function meant(event, at) {
  const { key } = event
  if (key === "Enter") return at.closest("a, button, summary") ? null : document.querySelector("[data-board] .primary")
  const named = { F8: "do-next", F9: "do-panic", F1: "do-help" }[key]
  if (named) return document.getElementById(named)
  if (!areOn()) return null
  if (key === "?") return document.getElementById("do-help")
  if (/^[1-9]$/.test(key)) return document.querySelector(`[data-key="${key}"]`)
  const letter = letterOf(event)
  return letter ? document.querySelector(`[data-key="${letter}"]`) : null
}
