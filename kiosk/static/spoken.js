// What a page says to the ear is what it says to the eye: sentences are read off what is visible, block by block, each in the
// language of its element. [data-spoken] replaces a text (A012 is "A 12"), [data-unspoken] leaves it out.

/** @typedef {{language: string, text: string}} Sentence */

const CHOICES = "a[href], button, input"
const SILENT = "[aria-hidden='true'], [role='timer'], [data-unspoken], svg, script, style, form[hidden]"
const BLOCKS = "p, li, h1, h2, h3, div, section, figcaption, small, strong, a, button, .block, .visually-hidden, .by-ear"
const LOOSE = /^[\s)،,.;:·]+|[\s(،,;:·]+$/g // what is left of a sentence around a term of another language
const LONGEST = 600

/**
 * What this part of the page says. Choices are left out, unless it is one.
 * @param {Element} part @param {boolean} [isHidden] whether what is not visible counts too
 * @returns {Sentence[]}
 */
export function sentences(part, isHidden = false) {
  /** @type {Sentence[]} */
  const found = []
  /** @type {Sentence} */
  let open = { language: "", text: "" }
  const close = () => {
    const text = open.text.replace(/[\u00AD\u200B\u200E\u200F\u2066-\u2069]/g, "").replace(/\s+/g, " ").replace(LOOSE, "")
    if (/[\p{L}\p{N}]/u.test(text)) found.push({ language: open.language, text: text.slice(0, LONGEST) })
    open = { language: "", text: "" }
  }
  /** @param {Element} element @param {string} text */
  const add = (element, text) => {
    const language = languageOf(element)
    if (text.trim() && open.text.trim() && open.language !== language) close()
    if (text.trim() || open.text) open = { language: text.trim() ? language : open.language, text: open.text + text }
  }
  /** @param {Element} element */
  const read = element => {
    if (!isHidden && !element.checkVisibility({ visibilityProperty: true })) return
    if (element.matches(SILENT) || (element !== part && element.matches(CHOICES))) return
    const isBlock = element.matches(BLOCKS)
    if (isBlock) close()
    if (element instanceof HTMLElement && element.dataset.spoken !== undefined) add(element, ` ${element.dataset.spoken} `)
    else for (const node of element.childNodes) {
      if (node instanceof Text) add(element, node.data)
      else if (node instanceof Element) read(node)
    }
    if (isBlock) close()
    else if (element.matches(".number, span")) add(element, " ")
  }
  read(part)
  close()
  return found
}

/** The code of an element's language, as the server names it. @param {Element} element */
export function languageOf(element) {
  const near = element.closest("[data-speech-language], [lang], main[data-language]")
  if (!(near instanceof HTMLElement)) return ""
  if (near === document.documentElement) return document.querySelector("main")?.dataset.language ?? near.lang
  return near.dataset.speechLanguage ?? near.dataset.language ?? near.lang
}
