// Announces calls one after the other: [data-own-announced] on the call, and the event `lobby:announce`, whose detail is
// {call, until(promise)}: the next call waits for what sounds. The last (day, line) announced outlives a reload.

/** @typedef {{line: number, number: string, counter_name: string, language: string, state: string, called_at: string}} Call */
/** @typedef {{day: string, revision: number, as_of: string, calls: Call[]}} Board */
/** @typedef {{day: string, line: number}} Mark */

const EACH_MS = 4500
const FRESH_MS = 20000 // on start, older calls are not announced

const hall = /** @type {HTMLElement} */ (document.querySelector("[data-announce]"))
const key = `lobby.announced.${hall.dataset.announce}`

/** @type {Board | null} */
let board = null
/** @type {Mark} */
let heard = remembered()
/** @type {Array<Mark & {call: Call}>} */
const queue = []
/** @type {number | null} */
let announcing = null

hall.addEventListener("lobby:board", event => {
  const isFirst = board === null
  board = /** @type {CustomEvent<Board>} */ (event).detail
  const isSetBack = board.day === heard.day && board.revision < heard.line // a database from a backup: its lines start lower
  if (board.day !== heard.day || isSetBack) heard = { day: board.day, line: 0 }
  for (const call of [...board.calls].reverse()) hear(board, call, isFirst || isSetBack)
  highlight()
  if (announcing === null) next()
})

/** @param {Board} from @param {Call} call @param {boolean} isStart */
function hear(from, call, isStart) {
  if (call.line <= heard.line) return
  heard = { day: from.day, line: call.line }
  const age = Date.parse(from.as_of) - Date.parse(call.called_at)
  if (!isStart || age <= FRESH_MS) queue.push({ ...heard, call })
}

async function next() {
  const turn = queue.shift()
  announcing = turn?.line ?? null
  if (turn && isOver(turn)) return next()
  highlight()
  if (!turn) return
  remember(turn)
  /** @type {Promise<unknown>[]} */
  const sounds = [new Promise(done => setTimeout(done, EACH_MS))]
  document.dispatchEvent(new CustomEvent("lobby:announce", { detail: { call: turn.call, until: sounds.push.bind(sounds) } }))
  await Promise.allSettled(sounds)
  next()
}

/** The visitor is there already, did not come, or the call was repeated meanwhile. @param {Mark & {call: Call}} turn */
function isOver(turn) {
  return board?.day !== turn.day || board.calls.find(call => call.line === turn.line)?.state !== "called"
}

function highlight() {
  for (const call of hall.querySelectorAll("[data-line]")) {
    call.toggleAttribute("data-own-announced", call.getAttribute("data-line") === String(announcing))
  }
}

/** @returns {Mark} */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(key) ?? "") ?? { day: "", line: 0 }
  } catch {
    return { day: "", line: 0 }
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
