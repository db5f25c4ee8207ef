// [data-letters]: a button that switches single letters as keys off and on (WCAG 2.1.4); the browser remembers it for all of the
// staff's pages. html[data-own-letters] while they are on.

const KEPT = "lobby.desk.letters"
const root = document.documentElement
const letters = /** @type {HTMLButtonElement} */ (document.querySelector("[data-letters]"))

/** Whether a letter alone means something. */
export function areOn() {
  return letters.getAttribute("aria-pressed") === "true"
}

/**
 * The letter that a key bears, also on keyboards of other scripts: there by the key's place; null for other keys.
 * @param {KeyboardEvent} event @returns {string | null}
 */
export function letterOf({ key, code }) {
  const letter = /^[a-z]$/i.test(key) ? key.toUpperCase() : code.replace(/^Key/, "")
  return /^[A-Z]$/.test(letter) ? letter : null
}

/** @param {boolean} on */
function turn(on) {
  letters.setAttribute("aria-pressed", String(on))
  root.toggleAttribute("data-own-letters", on)
}

letters.addEventListener("click", () => {
  turn(!areOn())
  try {
    localStorage.setItem(KEPT, String(areOn()))
  } catch {
    // A browser that keeps nothing starts with letters on again.
  }
})

function kept() {
  try {
    return localStorage.getItem(KEPT) !== "false"
  } catch {
    return true
  }
}

letters.hidden = false
turn(kept())
