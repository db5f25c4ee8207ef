// The kiosk: each page watches its topic, looks again when what it offers has changed, and starts with its heading.
import { watch } from "/static/watch.js"
import "/static/lockedout.js"
import { go, isBusy } from "./go.js"
import "./lock.js"
import "./arrows.js"
import "./check.js"
import "./code.js"
import "./evacuation.js"
import "./modes.js"
import "./pager.js"
import "./patience.js"
import "./renew.js"
import "./search.js"
import "./slip.js"
import "./speech.js"

/** @typedef {{slug: string, state: string, probably_today: boolean}} Service */
/** @typedef {{accepts_walk_ins: boolean, appointments: boolean, services: Array<Service>}} Offer */

let unwatch = () => {}

// The old page's watch ends before the new one begins: both may name one topic in two languages.
function begin() {
  unwatch()
  unwatch = () => {}
  const main = document.querySelector("main[data-topic]")
  if (!(main instanceof HTMLElement) || !main.dataset.topic) return
  main.dataset.watch = main.dataset.topic
  unwatch = watch(main)
}

document.addEventListener("lobby:board", event => {
  const main = event.target
  if (!(main instanceof HTMLElement) || main.dataset.accepts === undefined || isBusy()) return
  const offer = /** @type {CustomEvent<Offer>} */ (event).detail
  if (isOther(main, offer)) go(location.href)
  else if (main.dataset.probablyToday !== undefined) main.dataset.probablyToday = String(chosen(main, offer)?.probably_today)
})

/** @param {HTMLElement} main @param {Offer} offer */
function isOther(main, offer) {
  const service = chosen(main, offer)
  const { appointments = String(offer.appointments) } = main.dataset
  if (String(offer.appointments) !== appointments) return true
  return String(offer.accepts_walk_ins) !== main.dataset.accepts || (service && service.state !== main.dataset.serviceState)
}

/** @param {HTMLElement} main @param {Offer} offer */
function chosen(main, offer) {
  return offer.services.find(each => each.slug === main.dataset.service)
}

document.addEventListener("kiosk:page", () => {
  begin()
  scrollTo(0, 0)
  const kept = document.getElementById(pressed)
  const start = kept ?? document.querySelector("h1")
  start?.focus({ preventScroll: true })
})

// A key that stays down leads to the same page again: whoever pressed it stays there.
let pressed = ""
document.addEventListener("submit", event => {
  const by = event.submitter
  pressed = by?.matches("[aria-pressed]") ? by.id : ""
}, { capture: true })
document.addEventListener("click", event => {
  if (event.target instanceof Element && event.target.closest("a")) pressed = ""
}, { capture: true })
begin()
