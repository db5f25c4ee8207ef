// Keys that mean something everywhere, of a keyboard and of a keypad with raised signs: the event `kiosk:key` on the document,
// `detail` is what is meant. A scanner types signs too, but fast: a sign is a key only when nothing else is typed right before
// or after it. Where a code is typed, digits are digits.
import { isStrike } from "./lock.js"

/** @typedef {"choose" | "back" | "repeat" | "louder" | "softer" | "speech"} Meaning */

const FAST_MS = 60
const WAIT_MS = 90
const MODIFIERS = ["Shift", "Control", "Alt", "Meta", "AltGraph", "NumLock", "CapsLock"]
/** @type {Record<string, Meaning>} */
const MEANINGS = {
  5: "choose", Clear: "choose", "-": "back", Escape: "back", Backspace: "back", 0: "repeat", Insert: "repeat",
  "+": "louder", AudioVolumeUp: "louder", "/": "softer", AudioVolumeDown: "softer",
}
const ONCE = ["choose", "back"] // what a second strike must not do again

let at = -Infinity
let waiting = 0

document.addEventListener("keydown", event => {
  if (MODIFIERS.includes(event.key)) return
  const isAlone = event.timeStamp - at >= FAST_MS
  at = event.timeStamp
  clearTimeout(waiting)
  const meaning = meant(event)
  if (!meaning || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return
  if (event.key.length > 1) {
    event.preventDefault()
    if (event.key === "Backspace" && isStrike(event)) return
    tell(meaning)
  } else if (isAlone && !(ONCE.includes(meaning) && isStrike(event))) {
    waiting = setTimeout(tell, WAIT_MS, meaning)
  }
})

/** @param {KeyboardEvent} event @returns {Meaning | undefined} */
function meant(event) {
  const isWriting = event.target instanceof HTMLInputElement
  const isCode = document.querySelector(".code-input") !== null
  const isSpeech = (document.body.dataset.speechKeys ?? "").split(" ").includes(event.key)
  if (event.defaultPrevented && !isSpeech) return // a key of the browser's own is refused, and may still speak
  if (isWriting && (event.key.length === 1 || event.key === "Backspace")) return
  if (isCode && /^(\d|Backspace)$/.test(event.key)) return
  if (event.key === "Escape" && document.querySelector("dialog[open]")) return // it closes by itself
  if (isSpeech) return "speech"
  return Object.hasOwn(MEANINGS, event.key) ? MEANINGS[event.key] : undefined
}

/** @param {Meaning} meaning */
function tell(meaning) {
  document.dispatchEvent(new CustomEvent("kiosk:key", { detail: meaning }))
}
