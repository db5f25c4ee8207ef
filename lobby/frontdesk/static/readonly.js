// Who only looks on cannot press what the board offers to the front desk's own people.
const main = /** @type {HTMLElement} */ (document.querySelector("main.frontdesk"))

function still() {
  for (const button of main.querySelectorAll("[data-board] button[data-act]")) button.setAttribute("disabled", "")
}

if (main.dataset.readonly !== undefined) {
  document.addEventListener("lobby:board", still)
  still()
}
