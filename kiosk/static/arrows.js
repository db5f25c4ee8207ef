// Arrow keys move to the nearest choice in their direction, as the eye would, and by ear to the next one or the one before;
// Enter and 5 choose; Escape, Backspace and minus go back, to body's data-back.
import { go, home } from "./go.js"
import "./keypad.js"

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }
const SIDEWAYS = 3 // how much worse a way to the side is than one ahead

document.addEventListener("keydown", event => {
  if (event.key === "Enter" && event.repeat) event.preventDefault()
  const step = STEPS[event.key]
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return
  event.preventDefault()
  if (event.repeat) return // a key that is held is one step
  const all = choices()
  const from = all.find(choice => choice === document.activeElement)
  const to = !from ? first() : byEar() ? following(from, all, step) : nearest(from, all, step)
  to?.focus()
  to?.scrollIntoView({ block: "nearest" })
})

document.addEventListener("kiosk:key", event => {
  const meaning = /** @type {CustomEvent<string>} */ (event).detail
  if (meaning === "choose") choices().find(choice => choice === document.activeElement)?.click()
  if (meaning === "back") back()
})

function back() {
  const dialog = document.querySelector("dialog[open]")
  const to = document.body.dataset.back
  if (dialog instanceof HTMLDialogElement) {
    if (dialog.dispatchEvent(new Event("cancel", { cancelable: true }))) dialog.close()
  } else if (to === document.body.dataset.start) home()
  else if (to) go(to)
}

const byEar = () => document.documentElement.dataset.speech === "on"

/** The choice that most visitors want. */
export function first() {
  const all = choices()
  return all.find(choice => choice.dataset.choice !== undefined) ?? all.find(choice => choice.matches(".primary")) ?? all[0]
}

/** What can be chosen now, in its order. By ear, that is what the page itself offers. @returns {HTMLElement[]} */
export function choices() {
  const inside = document.querySelector("dialog[open]") ?? (byEar() ? document.querySelector("main") : null) ?? document.body
  const found = /** @type {NodeListOf<HTMLElement>} */ (inside.querySelectorAll("a[href], button:not(:disabled)"))
  return [...found].filter(choice => choice.checkVisibility())
}

/** @param {HTMLElement} from @param {HTMLElement[]} all @param {[number, number]} step */
function following(from, all, [right, down]) {
  const onwards = down || (document.documentElement.dir === "rtl" ? -right : right)
  return all[(all.indexOf(from) + onwards + all.length) % all.length]
}

/** @param {HTMLElement} from @param {HTMLElement[]} all @param {[number, number]} step */
function nearest(from, all, [right, down]) {
  const start = middle(from)
  let best = Infinity
  let found = from
  for (const choice of all) {
    const there = middle(choice)
    const box = choice.getBoundingClientRect()
    const ahead = (there.x - start.x) * right + (there.y - start.y) * down
    const aside = down ? beyond(start.x, box.left, box.right) : beyond(start.y, box.top, box.bottom)
    if (ahead < 2 || ahead + SIDEWAYS * aside >= best) continue
    best = ahead + SIDEWAYS * aside
    found = choice
  }
  return found
}

/** How far it is from a place to a stretch. @param {number} at @param {number} from @param {number} to */
function beyond(at, from, to) {
  return Math.max(0, from - at, at - to)
}

/** @param {HTMLElement} element */
function middle(element) {
  const box = element.getBoundingClientRect()
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
}
