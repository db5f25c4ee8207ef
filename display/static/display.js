// Announces calls one after the other: [data-own-announced] on the call, the chime, its clips; and the event `lobby:announce`,
// whose detail is {call, chimes, clips}. `lobby:idle` tells that nothing waits to be announced. The last (day, line) announced
// outlives a reload. Of the windows in which a browser shows this display one announces; the others highlight the same, and keep
// silent.
import { Queue } from "./queue.js"
import { prefetch } from "./clips.js"
import { announce, set } from "./sound.js"
import { floor, speaker } from "./voice.js"

/** @typedef {import("./queue.js").Board & {sound: import("./sound.js").Sound}} Board */
/** @typedef {import("./queue.js").Mark} Mark */
/** @typedef {import("./queue.js").Turn} Turn */

const EACH_MS = 4500
const BRIEF_MS = 3000 // while many wait

const hall = /** @type {HTMLElement} */ (document.querySelector("[data-announce]"))
const key = `lobby.announced.${hall.dataset.announce}`
let queue = new Queue(remembered())
let speaks = false
/** @type {Board | null} */
let board = null
/** @type {number | null} */
let announcing = null

hall.addEventListener("lobby:board", event => {
  board = /** @type {CustomEvent<Board>} */ (event).detail
  queue.take(board)
  set(board.sound)
  prefetch(queue.clips)
  highlight()
  if (announcing === null) run()
})

speaker(hall.dataset.announce ?? "", () => {
  speaks = true
  queue = new Queue(remembered()) // what this window highlighted in silence may be unsaid
  if (board) queue.take(board)
  if (board) run()
})

async function run() {
  const mine = queue
  for (let turn = mine.next(); turn; turn = mine.next()) {
    announcing = turn.call.line
    highlight()
    const isBrief = turn.clips.length < turn.call.clips.length
    await Promise.allSettled([speaks && say(turn), new Promise(done => setTimeout(done, isBrief ? BRIEF_MS : EACH_MS))])
    if (mine !== queue) return // from now on this window speaks: another run goes on
  }
  announcing = null
  highlight()
  document.dispatchEvent(new CustomEvent("lobby:idle"))
}

/** @param {Turn} turn */
async function say(turn) {
  remember(queue.mark)
  document.dispatchEvent(new CustomEvent("lobby:announce", { detail: turn }))
  const leave = await floor()
  await announce(turn).finally(leave)
}

/** Whether a call is being announced. */
export function isBusy() {
  return announcing !== null
}

function highlight() {
  for (const call of hall.querySelectorAll("[data-line]")) {
    call.toggleAttribute("data-own-announced", call.getAttribute("data-line") === String(announcing))
  }
}

/** @returns {Mark} */
function remembered() {
  const none = { day: "", line: 0 }
  try {
    const { day, line } = JSON.parse(localStorage.getItem(key) ?? "") ?? none
    return typeof day === "string" && Number.isInteger(line) ? { day, line } : none
  } catch {
    return none
  }
}

/** @param {Mark} mark */
function remember({ day, line }) {
  try {
    localStorage.setItem(key, JSON.stringify({ day, line }))
  } catch {
    // A browser that keeps nothing announces a call again after a reload.
  }
}
