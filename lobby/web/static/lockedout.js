// A screen whose key opens nothing any more loads anew: then it shows the code by which it is added again.
document.addEventListener("lobby:refused", event => {
  const { code } = /** @type {CustomEvent<{code: string}>} */ (event).detail
  if (code === "forbidden" || code === "unauthenticated") location.reload()
})
