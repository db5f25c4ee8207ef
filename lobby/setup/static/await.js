// Looks whether this page has become another one: a kiosk that came, the first number. Then it is loaded anew.
const EVERY_MS = 2000
const shown = document.querySelector("[data-await]")?.getAttribute("data-await")

setInterval(async () => {
  try {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(EVERY_MS) })
    const page = new DOMParser().parseFromString(await answer.text(), "text/html")
    if (answer.ok && page.querySelector("[data-await]")?.getAttribute("data-await") !== shown) location.reload()
  } catch {
    // the server is away: ask again
  }
}, EVERY_MS)
