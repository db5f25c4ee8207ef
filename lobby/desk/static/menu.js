// <details data-menu> closes when one presses elsewhere, or Escape.

/** @param {Node | null} inside what stays open */
function close(inside) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (!menu.contains(inside)) menu.removeAttribute("open")
}

document.addEventListener("click", ({ target }) => close(target instanceof Node ? target : null))
document.addEventListener("keydown", ({ key }) => key === "Escape" && close(null))
