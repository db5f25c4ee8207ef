// [data-running="ADDRESS"]: looks every second how far the what-if is, and shows its result when it is over.

const EVERY_MS = 1000

const shown = /** @type {HTMLElement} */ (document.querySelector("[data-running]"))
const bar = /** @type {HTMLProgressElement} */ (shown.querySelector("progress"))
const percent = /** @type {HTMLElement} */ (shown.querySelector("[data-percent]"))

async function look() {
  try {
    const answer = await fetch(shown.dataset.running ?? "", { headers: { Accept: "application/json" } })
    const told = await answer.json()
    if (!answer.ok || !told.running) return location.reload()
    bar.value = told.percent
    percent.textContent = `${told.percent} %`
  } catch {
    // the server is away for a moment: look again
  }
  setTimeout(look, EVERY_MS)
}

setTimeout(look, EVERY_MS)
