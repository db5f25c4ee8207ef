// A call, or that everybody leaves the building, must be noticed: the phone trembles, sounds softly where it may, and its tab
// tells of a call. When the ticket's day is over, the page is asked for anew; and when the visit is, it comes with a question.
import { chime } from "/static/chime.js"

/** @typedef {{state: string, number: string, evacuation: object | null, call: {id: number, count: number} | null}} Ticket */

const TREMBLE_MS = [400, 150, 400, 150, 800]
const ASK_AGAIN_MS = 4000

const title = document.title
let heard = ""
let isFirst = true
let isLeaving = false

document.addEventListener("lobby:board", event => {
  const main = event.target
  if (!(main instanceof HTMLElement)) return
  const ticket = /** @type {CustomEvent<Ticket>} */ (event).detail
  const call = ticket.state === "called" && ticket.call ? `${ticket.call.id}/${ticket.call.count}` : ""
  document.title = call ? (main.dataset.titleCalled ?? title) : title
  if (call && call !== heard && !(isFirst && wasCalled)) alarm()
  if (ticket.evacuation && !isLeaving) alarm()
  isLeaving = Boolean(ticket.evacuation)
  if (ticket.state === "finished" && main.dataset.asks !== undefined && !document.querySelector(".feedback")) location.reload()
  heard = call
  isFirst = false
})

// Who opens the page of a ticket that is called already sees it, and needs no alarm.
const wasCalled = document.querySelector("[data-board] [data-state='called']") !== null

function alarm() {
  navigator.vibrate?.(TREMBLE_MS)
  chime().catch(() => {})
  scrollTo({ top: 0 })
}

// Not all phones at once.
document.addEventListener("lobby:refused", () => setTimeout(() => location.reload(), ASK_AGAIN_MS * (0.5 + Math.random())), { once: true })
