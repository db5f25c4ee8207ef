// The kiosk: each page watches its topic, looks again when what it offers has changed, and starts with its heading.
import { watch } from "/static/watch.js"
import { go, isBusy } from "./go.js"
import "./arrows.js"
import "./lock.js"
import "./patience.js"
import "./slip.js"

/** @typedef {{accepts_walk_ins: boolean, services: Array<{slug: string, state: string}>}} Offer */

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
  if (isOther(main, /** @type {CustomEvent<Offer>} */ (event).detail)) go(location.href)
})

/** @param {HTMLElement} main @param {Offer} offer */
function isOther(main, offer) {
  const service = offer.services.find(each => each.slug === main.dataset.service)
  return String(offer.accepts_walk_ins) !== main.dataset.accepts || (service && service.state !== main.dataset.serviceState)
}

document.addEventListener("kiosk:page", () => {
  begin()
  scrollTo(0, 0)
  const heading = document.querySelector("h1")
  heading?.focus({ preventScroll: true })
})
begin()
