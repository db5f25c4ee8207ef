// Decodes ESC/POS jobs with npos, a library that is not ours, and prints what it found as JSON.
// Standard input: a JSON list of jobs in Base64. npos finds the commands and reads each band's dots; what ESC a and the size of dots
// (GS v 0 m) make of them is put together here, for npos lays bands out as if all stood at the left, dot by dot.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const npos = createRequire(import.meta.url)("npos")

const read = async data => {
  const { error, tree, entries } = await npos.parser().parse(data)
  if (error) throw error
  const codec = entries.find(entry => entry.type === "raster").codec
  const bands = []
  let align = 0
  for (const command of tree) {
    if (command.fn === "a") align = data[command.offset + 2]
    if (command.fn !== "v0") continue
    const size = data[command.offset - 5] === 3 ? 2 : 1
    const picture = codec.decode(data, [command])
    bands.push({ picture, align, size, width: size * picture.width, height: size * picture.height })
  }
  const width = Math.max(...bands.map(band => band.width))
  const height = bands.reduce((rows, band) => rows + band.height, 0)
  const pixels = Buffer.alloc(width * height, 0xff)
  let top = 0
  for (const band of bands) {
    const left = (band.align * (width - band.width)) / 2
    for (let y = 0; y < band.height; y++)
      for (let x = 0; x < band.width; x++)
        pixels[(top + y) * width + left + x] = band.picture.getPixel(Math.floor(x / band.size), Math.floor(y / band.size))
    top += band.height
  }
  return {
    commands: tree.map(command => `${command.ascii} ${command.fn}`),
    bands: bands.map(({ picture }) => [picture.width, picture.height]),
    width,
    height,
    pixels: pixels.toString("base64"),
  }
}

const jobs = JSON.parse(readFileSync(0, "utf8")).map(job => Buffer.from(job, "base64"))
const found = []
for (const job of jobs) found.push(await read(job))
process.stdout.write(JSON.stringify(found))
