// The ticket's page keeps up with its ticket: main's data-slip and data-state choose among the sentences that are there.
// Paper that does not come within LATE_MS counts as failed: data-late.
import { extend } from "./patience.js"

/** @typedef {{slip?: string, slip_printer?: string | null, state: string, ahead: number | null, call: {counter_name: string, hint: string} | null}} Ticket */

const LATE_MS = 8000
const ON_ITS_WAY = ["queued", "sending"]
const WITHOUT_PAPER = ["failed", "none"]

let late = 0

function begin() {
  clearTimeout(late)
  const main = page()
  if (!main) return
  late = setTimeout(() => isLate(main), LATE_MS)
  if (WITHOUT_PAPER.includes(main.dataset.slip ?? "")) more()
}

/** @param {HTMLElement} main */
function isLate(main) {
  if (!main.isConnected || !ON_ITS_WAY.includes(main.dataset.slip ?? "")) return
  main.dataset.late = "true"
  more()
}

document.addEventListener("lobby:board", event => {
  const main = page()
  if (!main || event.target !== main) return
  const ticket = /** @type {CustomEvent<Ticket>} */ (event).detail
  const before = main.dataset.slip
  main.dataset.slip = ticket.slip ?? before
  main.dataset.state = ticket.state
  if (ticket.slip_printer && main.dataset.elsewhere === undefined) elsewhere(main, ticket.slip_printer)
  if (before !== main.dataset.slip && WITHOUT_PAPER.includes(main.dataset.slip ?? "")) more()
  if (ticket.ahead !== null) put("[data-ahead]", String(ticket.ahead))
  if (ticket.call) put("[data-counter]", ticket.call.counter_name)
  if (ticket.call) put("[data-hint]", ticket.call.hint)
})

/**
 * The paper comes out of another printer, and gets its time again.
 * @param {HTMLElement} main @param {string} printer
 */
function elsewhere(main, printer) {
  main.dataset.elsewhere = ""
  delete main.dataset.late
  const said = document.querySelector("[data-printer]")
  if (said) said.textContent = (said.textContent ?? "").replace("…", printer)
  more()
  begin()
}

/** @returns {HTMLElement | null} */
function page() {
  return document.querySelector("main[data-slip]")
}

/** @param {string} where @param {string} what */
function put(where, what) {
  const element = document.querySelector(where)
  if (element && element.textContent !== what) element.textContent = what
}

/** Without paper the number must be learned by heart or photographed. */
function more() {
  extend(Number(document.querySelector("[data-returning-late]")?.getAttribute("data-returning-late")))
}

document.addEventListener("kiosk:page", begin)
begin()
