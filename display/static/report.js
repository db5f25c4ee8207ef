// Tells the server what this display shows and how it sounds; the answer tells which build the server is: `lobby:server`.
import { socket } from "/static/link.js"
import { state } from "./sound.js"

const EVERY_MS = 15000
const SOON_MS = 5000 // news at most so often
const ANSWER_MS = 4000
const MOST = 8
const CALLS = `[data-line], .door:has(.door-number), .wall-counters :is([data-state="called"], [data-state="serving"])`
const RINGS = `[data-own-announced], .door[data-state="called"], .wall-counters [data-state="called"]`
const PICTURES = ["calls", "quiet", "closed", "evacuation", "free", "break", "away"]

const root = document.documentElement
const hall = /** @type {HTMLElement} */ (document.querySelector("[data-announce]"))
const board = hall.querySelector("[data-board]")
/** @type {string | null} */
let asOf = null
/** @type {number | null} */
let lostAt = null
let lostS = 0
let told = ""
let due = 0

function report() {
  const calls = [...(board?.querySelectorAll(CALLS) ?? [])].slice(0, MOST)
  const drawn = board?.querySelector("[data-state]")?.getAttribute("data-state") ?? "other"
  const picture = calls.length ? "calls" : drawn === "wall" ? "quiet" : drawn
  return {
    sound: state(),
    link: root.dataset.link === "lost" ? "lost" : socket.connected ? "socket" : "polling",
    display: hall.dataset.announce?.split("/")[2],
    picture: PICTURES.includes(picture) ? picture : "other",
    shows: calls.map(call => ({
      number: text(call, ".call-number, .door-number, .wall-number"),
      counter: text(call, ".call-where strong, .door header strong, .wall-name strong"),
      announced: call.matches(RINGS),
    })),
    lost_s: lostS,
  }
}

/** @param {Element} call @param {string} selector */
function text(call, selector) {
  return (call.querySelector(selector)?.textContent ?? "").trim().slice(0, 60)
}

async function tell() {
  due = 0
  const now = report()
  told = JSON.stringify(now)
  const token = document.querySelector("meta[name=csrf-token]")?.getAttribute("content") ?? ""
  const headers = { "Content-Type": "application/json", "X-CSRFToken": token }
  const body = JSON.stringify({ ...now, as_of: asOf, version: root.dataset.build })
  const office = hall.dataset.announce?.split("/")[0]
  try {
    const answer = await fetch(`/display/report?office=${office}`, { method: "POST", headers, body, signal: AbortSignal.timeout(ANSWER_MS) })
    if (answer.ok) document.dispatchEvent(new CustomEvent("lobby:server", { detail: await answer.json() }))
  } catch {
    // It is told again with the next report.
  }
}

/** Something may have changed: tell it soon, and little more often than every few seconds. */
function news() {
  if (!due && JSON.stringify(report()) !== told) due = setTimeout(tell, SOON_MS * (0.5 + Math.random() / 2))
}

new MutationObserver(() => {
  if (root.dataset.link === "lost") lostAt ??= performance.now()
  else if (lostAt !== null) {
    lostS = Math.round((performance.now() - lostAt) / 1000)
    lostAt = null
  }
  news()
}).observe(root, { attributes: true, attributeFilter: ["data-link", "data-sound"] })

hall.addEventListener("lobby:board", event => {
  const isFirst = asOf === null
  asOf = /** @type {CustomEvent<{as_of: string}>} */ (event).detail.as_of
  isFirst ? tell() : news()
})
document.addEventListener("lobby:idle", news)
setInterval(tell, EVERY_MS)
