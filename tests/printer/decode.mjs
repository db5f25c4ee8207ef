// Decodes ESC/POS bytes from standard input with npos, a library that is not ours, and prints what it found as JSON.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const npos = createRequire(import.meta.url)("npos")
const { error, tree, entries } = await npos.parser().parse(readFileSync(0))
if (error) throw error

const raster = entries.find(entry => entry.type === "raster")
const picture = raster.data
const pixels = Buffer.alloc(picture.width * picture.height)
for (let y = 0; y < picture.height; y++)
  for (let x = 0; x < picture.width; x++) pixels[y * picture.width + x] = picture.getPixel(x, y)

const text = JSON.stringify({
  commands: tree.map(command => `${command.ascii} ${command.fn}`),
  bands: raster.nodes.map(node => node.height),
  width: picture.width,
  height: picture.height,
  pixels: pixels.toString("base64"),
})
process.stdout.write(text)
