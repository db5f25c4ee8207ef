// Keeps the screen from going dark, where the browser allows it (HTTPS or this very machine).

async function stayAwake() {
  if (document.visibilityState !== "visible" || !("wakeLock" in navigator)) return
  try {
    await navigator.wakeLock.request("screen")
  } catch {
    // Low battery or a browser's rule: the machine's own settings decide then.
  }
}

document.addEventListener("visibilitychange", stayAwake)
stayAwake()
