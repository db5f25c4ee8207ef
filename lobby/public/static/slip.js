// The demo's latest slip: looked for again whenever one comes back to this page; hidden while there is none.

const figure = /** @type {HTMLElement} */ (document.querySelector("[data-slip]"))
const image = /** @type {HTMLImageElement} */ (figure.querySelector("img"))

async function look() {
  const answer = await fetch(image.dataset.src ?? "", { cache: "no-store" }).catch(() => null)
  figure.hidden = !answer?.ok
  if (answer?.ok) image.src = `${image.dataset.src}?${Date.now()}`
}

document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && look())
image.addEventListener("error", () => (figure.hidden = true))
if (image.complete && image.src && !image.naturalWidth) figure.hidden = true
