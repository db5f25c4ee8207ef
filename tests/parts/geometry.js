// What is wrong with the page that is shown: letters, boxes, targets. `isLow`: all targets must lie in the lower half.
isLow => {
  const bad = []
  const name = each => `${each.tagName.toLowerCase()}.${each.className} "${each.textContent.trim().slice(0, 40)}"`
  const inside = document.querySelector("dialog[open]") ?? document.body
  const shown = [...inside.querySelectorAll("*")].filter(each => each.checkVisibility({ visibilityProperty: true }) && !each.closest(".visually-hidden, svg"))
  const clip = each => { // what is in sight of it: cut by the boxes that scroll
    let { left, top, right, bottom } = each.getBoundingClientRect()
    let scrolls = null
    for (let at = each.parentElement; at && at !== document.body; at = at.parentElement) {
      if (getComputedStyle(at).overflowY !== "auto") continue
      const box = at.getBoundingClientRect()
      if (at.scrollHeight > at.clientHeight + 2) scrolls = at
      left = Math.max(left, box.left); right = Math.min(right, box.right); top = Math.max(top, box.top); bottom = Math.min(bottom, box.bottom)
    }
    return { left, top, right, bottom, width: right - left, height: bottom - top, scrolls }
  }
  const pager = document.querySelector("[data-pager]")
  const hasText = each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim())
  for (const each of shown.filter(hasText)) {
    if (getComputedStyle(each).clipPath !== "none") continue
    const size = parseFloat(getComputedStyle(each).fontSize)
    if (size < 33) bad.push(`letters of ${size} px: ${name(each)}`)
    if (getComputedStyle(each).display !== "inline" && each.scrollWidth > each.clientWidth + 1) bad.push(`overflows: ${name(each)}`)
    const range = document.createRange()
    range.selectNodeContents(each)
    for (const box of range.getClientRects()) {
      if (box.left < -1 || box.right > innerWidth + 1) bad.push(`beside the screen: ${name(each)}`)
      const { scrolls } = clip(each)
      if (!scrolls && (box.top < -1 || box.bottom > innerHeight + 1)) bad.push(`above or below the screen: ${name(each)}`)
      if (scrolls && !document.querySelector("dialog[open]") && pager.hidden) bad.push(`cannot be turned over to: ${name(each)}`)
    }
    for (let at = each; at && at !== inside; at = at.parentElement) { // no text leaves the box drawn around it
      if (!at.matches("a, button, li, .choice, .facts > div, .say, .ticket, .papers, .code, .modes, .top")) continue
      const outer = at.getBoundingClientRect(), box = range.getBoundingClientRect()
      if (box.left < outer.left - 1 || box.right > outer.right + 1 || box.top < outer.top - 6 || box.bottom > outer.bottom + 6) bad.push(`leaves its box: ${name(each)} in ${at.className || at.tagName}`)
    }
  }
  const targets = shown.filter(each => each.matches("a[href], button, input:not([type=hidden])")).map(each => ({ each, full: each.getBoundingClientRect(), box: clip(each) }))
  for (const { each, full, box } of targets) {
    if (Math.min(full.width, full.height) < 60) bad.push(`small: ${name(each)} ${full.width} × ${full.height}`)
    if (box.height <= 0) continue
    if (box.left < 0 || box.right > innerWidth || box.top < 0 || box.bottom > innerHeight) bad.push(`outside: ${name(each)}`)
    if (isLow && box.top < innerHeight / 2 - 1) bad.push(`too high up: ${name(each)} ${box.top}`)
  }
  const near = (a, b) => a.left < b.right + 7.5 && b.left < a.right + 7.5 && a.top < b.bottom + 7.5 && b.top < a.bottom + 7.5
  targets.forEach((a, at) => targets.slice(at + 1).forEach(b => {
    if (a.box.height > 0 && b.box.height > 0 && near(a.box, b.box)) bad.push(`too near: ${name(a.each)} and ${name(b.each)}`)
  }))
  return [...new Set(bad)]
}
