// The display as it would look, shown anew after every change of the form: an own page in a frame, drawn by the server.

const form = /** @type {HTMLFormElement} */ (document.getElementById("display"))
const frame = /** @type {HTMLIFrameElement} */ (document.querySelector(".display-preview iframe"))
const box = /** @type {HTMLElement} */ (document.querySelector(".display-preview"))
const shape = /** @type {HTMLSelectElement} */ (document.querySelector("[data-preview-shape]"))
const problem = /** @type {HTMLElement} */ (document.querySelector("[data-preview-problem]"))
const LEFT_OUT = ["csrf_token", "slug", "name"]
const PAUSE_MS = 300
const SIZES = { wide: [1920, 1080], tall: [1080, 1920] }

let timer = 0

form.addEventListener("input", () => {
  clearTimeout(timer)
  timer = setTimeout(draw, PAUSE_MS)
})
addEventListener("resize", fit)
fit()

async function draw() {
  const told = new URLSearchParams()
  for (const [name, value] of new FormData(form)) if (!LEFT_OUT.includes(name) && typeof value === "string") told.append(name, value)
  const office = new URL(form.action).searchParams.get("office")
  if (office) told.set("office", office)
  const address = `/display/${form.dataset.previewOf}/preview?${told}`
  const answer = await fetch(address).catch(() => null)
  problem.hidden = answer?.ok ?? false
  problem.textContent = problem.hidden ? "" : (problem.dataset.previewProblem ?? "")
  if (answer?.ok) frame.src = address
  fit()
}

function fit() {
  const [width, height] = SIZES[shape.value === "tall" ? "tall" : "wide"]
  box.dataset.shape = shape.value
  const scale = box.clientWidth / width
  Object.assign(frame.style, { width: `${width}px`, height: `${height}px`, transform: `scale(${scale})` })
  box.style.height = `${height * scale}px`
}
