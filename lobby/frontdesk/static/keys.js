// Keys of the front desk. A service's letter goes to its row, arrows move in the rows; nothing is drawn before Enter. Letters and
// "?" can be switched off (letters.js).
import { areOn, letterOf } from "/static/letters.js"
import { isShown } from "./found.js"

const FIELDS = "input, select, textarea, [contenteditable]"
const PLACES = /** @type {Record<string, string>} */ ({ F2: "language", F4: "number", F9: "queue" })
const root = document.documentElement

document.addEventListener("keydown", event => {
  if (event.repeat && !event.key.startsWith("Arrow")) return
  if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return
  const at = event.target instanceof Element ? event.target : document.body
  if (at.closest(FIELDS) && !(event.key in PLACES) && event.key !== "Escape") return
  if (document.querySelector(":popover-open") || event.key === "Escape") return escape(event)
  const goal = meant(event, at)
  if (!goal) return
  event.preventDefault()
  goal.focus()
})

/** @param {KeyboardEvent} event */
function escape({ key }) {
  if (key !== "Escape" || document.querySelector(":popover-open")) return // the browser closes what lies above
  const link = isShown() ? document.querySelector("[data-close-ticket]") : null
  if (link instanceof HTMLElement) link.click()
}

/** @param {KeyboardEvent} event @param {Element} at @returns {HTMLElement | null} */
function meant(event, at) {
  const { key } = event
  if (key in PLACES) return document.getElementById(PLACES[key])
  if (key.startsWith("Arrow")) return beside(key, at)
  if (!areOn()) return null
  if (key === "?") document.getElementById("help")?.showPopover()
  const letter = letterOf(event)
  return letter ? document.querySelector(`[data-row="${letter}"] button`) : null
}

/** @param {string} key @param {Element} at @returns {HTMLElement | null} */
function beside(key, at) {
  const row = at.closest("[data-row]")
  if (!row) return null
  const column = at.matches(".settle") ? ".settle" : "button"
  if (key === "ArrowDown") return (row.nextElementSibling ?? row).querySelector(column)
  if (key === "ArrowUp") return (row.previousElementSibling ?? row).querySelector(column)
  const isForward = (key === "ArrowRight") === (root.dir !== "rtl")
  return row.querySelector(isForward ? ".settle" : "button")
}
