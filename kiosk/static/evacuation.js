// Whichever page is shown: when everybody has to leave the building it gives way, and when that is over the first page comes.
import { home, isBusy } from "./go.js"

document.addEventListener("lobby:board", event => {
  const { evacuation } = /** @type {CustomEvent<{evacuation: object | null}>} */ (event).detail
  const isShown = document.body.dataset.page === "evacuation"
  if (Boolean(evacuation) !== isShown && !isBusy()) home()
})
