// Asks whether somebody has typed the code that this screen shows; loads anew when it was, or when the code is over.
const EVERY_MS = 2000

setInterval(async () => {
  try {
    const answer = await fetch("/pairing", { cache: "no-store", signal: AbortSignal.timeout(EVERY_MS) })
    const { state } = await answer.json()
    if (state === "paired" || state === "over") location.reload()
  } catch {
    // the server is away: ask again
  }
}, EVERY_MS)
