// What a public terminal must not do: no menu, no marking, no dragging, no zoom by fingers, wheel or keys, and none of the
// browser's own keys: a kiosk is used by touch, arrows, Enter and letters. And no second strike:
// what is touched again at the same place, or the same key, within half a second counts once (DIN 18040-1), though another
// page may be there. Signs are not held back here: a scanner types the same one twice.

const STRIKE_MS = 500
const STRIKE_PX = 60

/** @param {Event} event */
const refuse = event => event.preventDefault()

for (const name of ["contextmenu", "auxclick", "dragstart", "dragover", "drop", "selectstart", "gesturestart"]) document.addEventListener(name, refuse)
document.addEventListener("wheel", event => event.ctrlKey && refuse(event), { passive: false })
document.addEventListener("touchmove", event => event.touches.length > 1 && refuse(event), { passive: false })

document.addEventListener("keydown", event => {
  const isShortcut = event.ctrlKey || event.metaKey || (event.altKey && !event.getModifierState("AltGraph"))
  if (isShortcut || /^(F\d+|Browser|Launch|Zoom)/.test(event.key)) refuse(event)
}, { capture: true })

let last = { at: -Infinity, x: 0, y: 0 }
document.addEventListener("click", event => {
  if (event.detail === 0) return // by key
  const isSamePlace = Math.hypot(event.clientX - last.x, event.clientY - last.y) < STRIKE_PX
  if (isSamePlace && event.timeStamp - last.at < STRIKE_MS) {
    event.preventDefault()
    event.stopImmediatePropagation()
    return
  }
  last = { at: event.timeStamp, x: event.clientX, y: event.clientY }
}, { capture: true })

const HELD = ["Enter", " ", "Escape", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]
let struck = { at: -Infinity, key: "" }

/** Whether this is the second strike of a key. One that is not counts from now on. @param {KeyboardEvent} event */
export function isStrike(event) {
  if (event.key === struck.key && event.timeStamp - struck.at < STRIKE_MS) return true
  struck = { at: event.timeStamp, key: event.key }
  return false
}

document.addEventListener("keydown", event => {
  if (!HELD.includes(event.key) || event.target instanceof HTMLInputElement && event.key !== "Enter" || !isStrike(event)) return
  event.preventDefault()
  event.stopImmediatePropagation()
}, { capture: true })
