// The one ticket that is looked at: shown, kept as its topic says it is, and put away. `[data-close-ticket]` puts it away.
import { watch } from "/static/watch.js"
import { Idiomorph } from "/static/vendor/idiomorph.esm.js"

/** @typedef {{state: string, slip?: string, ahead: number | null, call: unknown}} Ticket */

const main = /** @type {HTMLElement} */ (document.querySelector("main.frontdesk"))
const found = /** @type {HTMLElement} */ (document.getElementById("found"))

let leave = () => {}
let known = ""

/** @param {HTMLElement} ticket of another document */
export function show(ticket) {
  const focused = found.contains(document.activeElement) ? document.activeElement?.id : ""
  found.replaceChildren(document.adoptNode(ticket))
  const again = document.getElementById(focused || "do-close") ?? document.getElementById("do-close")
  again?.focus()
  begin()
}

/** Nobody is looked at any more. */
export function close() {
  leave()
  leave = () => {}
  found.replaceChildren()
  main.removeAttribute("data-found")
  remember("")
}

export const isShown = () => found.firstElementChild !== null

function begin() {
  leave()
  leave = () => {}
  known = ""
  const ticket = document.getElementById("ticket")
  if (!ticket) return
  main.setAttribute("data-found", "")
  remember(ticket.dataset.ticket ?? "")
  if (ticket.dataset.topic) {
    ticket.dataset.watch = ticket.dataset.topic
    leave = watch(ticket)
  }
}

/** A reload finds the same ticket again. @param {string} id */
function remember(id) {
  const address = new URL(location.href)
  for (const name of ["number", "said", "service", "count", "ticket"]) address.searchParams.delete(name)
  if (id) address.searchParams.set("ticket", id)
  history.replaceState(null, "", address)
}

found.addEventListener("lobby:board", event => {
  const { state, slip, ahead, call } = /** @type {CustomEvent<Ticket>} */ (event).detail
  const now = JSON.stringify([state, slip, ahead, call])
  if (known !== now) refresh()
  known = now
})

/** What may be being typed stays, unless the ticket's state has made it pointless. */
async function refresh() {
  const ticket = document.getElementById("ticket")
  const answer = await fetch(`/frontdesk/tickets/${ticket?.dataset.ticket}${location.search}`, { headers: { Accept: "text/html" } }).catch(() => null)
  if (!ticket?.isConnected || !answer?.ok) return
  const newer = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("ticket")
  if (!newer) return
  const parts = newer.dataset.state === ticket.dataset.state ? [".tags"] : [".tags", ".steps"]
  for (const part of parts) {
    const [old, fresh] = [ticket.querySelector(part), newer.querySelector(part)]
    if (old && fresh) Idiomorph.morph(old, fresh, { morphStyle: "outerHTML" })
  }
  ticket.dataset.state = newer.dataset.state ?? ""
}

begin()
