// The slip as it would come out, drawn anew by the server after every change of the form.

const form = /** @type {HTMLFormElement} */ (document.getElementById("slip"))
const image = /** @type {HTMLImageElement} */ (document.querySelector("[data-slip-preview]"))
const problem = /** @type {HTMLElement} */ (document.querySelector("[data-slip-problem]"))
const button = /** @type {HTMLButtonElement} */ (document.querySelector("[data-preview]"))
const PAUSE_MS = 250

let timer = 0
let latest = 0

button.hidden = true
form.addEventListener("input", soon)
form.addEventListener("change", soon)
draw()

function soon() {
  clearTimeout(timer)
  timer = setTimeout(draw, PAUSE_MS)
}

async function draw() {
  const mine = ++latest
  try {
    const answer = await fetch(button.formAction, { method: "POST", body: new FormData(form), headers: { Accept: "image/png, application/json" } })
    if (mine !== latest) return // a newer one is on its way
    if (answer.ok) show(await answer.blob())
    else problem.textContent = reason(await answer.json())
  } catch {
    problem.textContent = image.hidden ? "…" : ""
  }
}

/** @param {{detail?: string, errors?: Record<string, string>}} told */
function reason(told) {
  return Object.values(told.errors ?? {}).join(" · ") || told.detail || ""
}

/** @param {Blob} picture */
function show(picture) {
  const reader = new FileReader()
  reader.addEventListener("load", () => {
    image.src = String(reader.result)
    image.hidden = false
    problem.textContent = ""
  })
  reader.readAsDataURL(picture)
}
