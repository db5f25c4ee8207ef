// Arrow keys move to the nearest choice in their direction, as the eye would; Enter chooses; Escape goes back.

/** @type {Record<string, [number, number]>} */
const STEPS = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }
const SIDEWAYS = 3 // how much worse a way to the side is than one ahead

document.addEventListener("keydown", event => {
  if (event.key === "Enter" && event.repeat) event.preventDefault()
  const step = STEPS[event.key]
  if (!step || event.ctrlKey || event.altKey || event.metaKey) return
  event.preventDefault()
  const all = choices()
  const from = all.find(choice => choice === document.activeElement)
  const to = from ? nearest(from, all, step) : (all.find(choice => choice.dataset.choice !== undefined) ?? all[0])
  to?.focus()
  to?.scrollIntoView({ block: "nearest" })
})

/** @returns {HTMLElement[]} */
function choices() {
  const inside = document.querySelector("dialog[open]") ?? document.body
  const found = /** @type {NodeListOf<HTMLElement>} */ (inside.querySelectorAll("a[href], button:not(:disabled)"))
  return [...found].filter(choice => choice.checkVisibility())
}

/** @param {HTMLElement} from @param {HTMLElement[]} all @param {[number, number]} step */
function nearest(from, all, [right, down]) {
  const start = middle(from)
  let best = Infinity
  let found = from
  for (const choice of all) {
    const there = middle(choice)
    const ahead = (there.x - start.x) * right + (there.y - start.y) * down
    const aside = Math.abs((there.x - start.x) * down) + Math.abs((there.y - start.y) * right)
    if (ahead < 2 || ahead + SIDEWAYS * aside >= best) continue
    best = ahead + SIDEWAYS * aside
    found = choice
  }
  return found
}

/** @param {HTMLElement} element */
function middle(element) {
  const box = element.getBoundingClientRect()
  return { x: box.left + box.width / 2, y: box.top + box.height / 2 }
}
