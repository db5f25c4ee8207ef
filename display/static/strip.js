// <aside data-strip="ADDRESS" data-version="V">: shows one [data-slide] after the other, each for its data-ms; while somebody is
// being called all stands still. Where a board's [data-strip-version] is another, the slides are fetched anew.

const TICK_MS = 250
const VIDEO_MS = 60000 // no video keeps the others waiting longer

const strip = /** @type {HTMLElement} */ (document.querySelector("[data-strip]"))
let shownMs = 0
let asking = false

const slides = () => /** @type {HTMLElement[]} */ ([...strip.querySelectorAll("[data-slide]")])
const current = () => slides().find(slide => !slide.hidden)
const isCalling = () => document.querySelector("[data-own-announced]") !== null

function tick() {
  const slide = current()
  const video = slide?.querySelector("video")
  if (isCalling()) return video?.pause()
  if (video?.paused && !video.ended) video.play().catch(next)
  shownMs += TICK_MS
  if (slide && (video ? video.ended || video.error || shownMs >= VIDEO_MS : shownMs >= Number(slide.dataset.ms))) next()
}

function next() {
  const all = slides()
  show((all.findIndex(slide => !slide.hidden) + 1) % all.length)
}

/** @param {number} at */
function show(at) {
  shownMs = 0
  slides().forEach((slide, n) => {
    slide.hidden = n !== at
    const video = slide.querySelector("video")
    if (video) video.pause(), (video.currentTime = 0)
  })
}

async function look() {
  const wanted = document.querySelector("[data-board] [data-strip-version]")?.getAttribute("data-strip-version")
  if (asking || !wanted || wanted === strip.dataset.version) return
  asking = true
  try {
    const answer = await fetch(strip.dataset.strip ?? "")
    if (!answer.ok) return
    strip.innerHTML = await answer.text()
    strip.dataset.version = wanted
    show(0)
  } catch {
    // The next board asks again.
  } finally {
    asking = false
  }
}

document.addEventListener("lobby:board", look)
setInterval(tick, TICK_MS)
