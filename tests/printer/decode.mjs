// Decodes ESC/POS jobs with npos, a library that is not ours, and prints what it found as JSON.
// Standard input: a JSON list of jobs in Base64. Each band is decoded by itself: npos lays out a row of bands as if all were as wide as the widest.
import { readFileSync } from "node:fs"
import { createRequire } from "node:module"

const npos = createRequire(import.meta.url)("npos")

const read = async data => {
  const { error, tree, entries } = await npos.parser().parse(data)
  if (error) throw error
  const raster = entries.find(entry => entry.type === "raster")
  const pictures = raster.nodes.map(band => raster.codec.decode(data, [band]))
  const width = Math.max(...pictures.map(picture => picture.width))
  const height = pictures.reduce((rows, picture) => rows + picture.height, 0)
  const pixels = Buffer.alloc(width * height, 0xff)
  let top = 0
  for (const picture of pictures) {
    for (let y = 0; y < picture.height; y++)
      for (let x = 0; x < picture.width; x++) pixels[(top + y) * width + x] = picture.getPixel(x, y)
    top += picture.height
  }
  return {
    commands: tree.map(command => `${command.ascii} ${command.fn}`),
    bands: pictures.map(picture => [picture.width, picture.height]),
    width,
    height,
    pixels: pixels.toString("base64"),
  }
}

const jobs = JSON.parse(readFileSync(0, "utf8")).map(job => Buffer.from(job, "base64"))
const found = []
for (const job of jobs) found.push(await read(job))
process.stdout.write(JSON.stringify(found))
