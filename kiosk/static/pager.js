// What does not fit is turned over, a screen at a time, by two keys in [data-pager], which are there only then.

const INSIDE = ".screen, .screen > *, .screen form > ul, .found"
const KEPT = 0.85 // of a screen: what was last stays in sight

/** @returns {HTMLElement | undefined} */
function long() {
  const found = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(INSIDE))
  return [...found].find(each => each.scrollHeight > each.clientHeight + 2 && getComputedStyle(each).overflowY === "auto")
}

/** Measured without the keys, which take room themselves. */
function draw() {
  const pager = document.querySelector("[data-pager]")
  if (!(pager instanceof HTMLElement)) return
  pager.hidden = true
  pager.hidden = !long()
  const found = long()
  if (found) mark(found)
}

/** @param {HTMLElement} found */
function mark(found) {
  const [up, down] = document.querySelectorAll("[data-turn]")
  up?.setAttribute("aria-disabled", String(found.scrollTop < 2))
  down?.setAttribute("aria-disabled", String(found.scrollTop + found.clientHeight > found.scrollHeight - 2))
}

document.addEventListener("click", event => {
  const way = event.target instanceof Element ? event.target.closest("[data-turn]")?.getAttribute("data-turn") : null
  const found = long()
  if (way && found) found.scrollBy({ top: Number(way) * KEPT * found.clientHeight })
})
document.addEventListener("scroll", () => { const found = long(); if (found) mark(found) }, { capture: true, passive: true })
for (const name of ["kiosk:page", "kiosk:modes", "kiosk:found", "lobby:board"]) document.addEventListener(name, draw)
addEventListener("resize", draw)
document.fonts.addEventListener("loadingdone", draw)
draw()
