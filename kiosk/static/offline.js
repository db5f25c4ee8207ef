// The page that stands in for all others while the server is away: asks again and again, and loads what was wanted.
const EVERY_MS = 2000

setInterval(async () => {
  try {
    const answer = await fetch("/readyz", { cache: "no-store", signal: AbortSignal.timeout(EVERY_MS) })
    if (answer.ok) location.reload()
  } catch {
    // still away
  }
}, EVERY_MS)
