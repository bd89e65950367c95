// Draws the icons of the installed app from one drawing, once: `node scripts/icons.mjs`. What it writes is checked in.
import { writeFileSync } from "node:fs";
import { chromium } from "playwright-core";

const house =
  '<path d="M9 22V14l7-5 7 5v8" stroke-width="2.4"/><path d="M13.5 17v3M16 15.5v6M18.5 17v3" stroke-width="1.8"/>';
const drawing = (corner, scale) => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">
  <rect width="32" height="32" rx="${corner}" fill="#0f6a63"/>
  <g transform="translate(16 16) scale(${scale}) translate(-16 -16)" fill="none" stroke="#fff" stroke-linecap="round" stroke-linejoin="round">${house}</g>
</svg>`;
// A maskable icon is cut to any shape within a circle of 80 %, so it fills its square and its drawing is smaller.
const wanted = [
  ["icon-192.png", 192, drawing(9, 1)],
  ["icon-512.png", 512, drawing(9, 1)],
  ["icon-maskable-512.png", 512, drawing(0, 0.8)],
  ["apple-touch-icon.png", 180, drawing(0, 0.9)],
];

const browser = await chromium.launch({
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu"],
});
for (const [name, size, svg] of wanted) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
  writeFileSync(`public/${name}`, await page.screenshot({ omitBackground: true }));
}
await browser.close();
