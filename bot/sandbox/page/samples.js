/** Things to send for a visitor who has no files at hand: painted and composed here, a little different each time. */

const draw = (width, height, paint, type) => {
  const canvas = new OffscreenCanvas(width, height);
  paint(canvas.getContext("2d"), width, height);
  return canvas.convertToBlob({ type, quality: 0.9 });
};

const any = (from, to) => from + Math.random() * (to - from);
const file = (blob, name) => new File([blob], name, { type: blob.type });

/** An evening over hills. */
export async function samplePhoto() {
  const hue = any(0, 360);
  const blob = await draw(960, 640, (paint, w, h) => landscape(paint, w, h, hue), "image/png");
  return file(blob, "evening.png");
}

function landscape(paint, w, h, hue) {
  const sky = paint.createLinearGradient(0, 0, 0, h);
  sky.addColorStop(0, `hsl(${hue} 55% 32%)`);
  sky.addColorStop(0.6, `hsl(${hue + 40} 75% 68%)`);
  sky.addColorStop(1, `hsl(${hue + 60} 90% 84%)`);
  paint.fillStyle = sky;
  paint.fillRect(0, 0, w, h);
  paint.fillStyle = "rgb(255 250 230 / 92%)";
  paint.beginPath();
  paint.arc(any(0.25, 0.75) * w, any(0.25, 0.45) * h, 52, 0, 7);
  paint.fill();
  for (let layer = 0; layer < 4; layer++) hills(paint, w, h, h * (0.55 + layer * 0.11), `hsl(${hue + 20 + layer * 8} ${42 - layer * 4}% ${46 - layer * 10}%)`);
}

function hills(paint, w, h, top, colour) {
  const phase = any(0, 6);
  const length = any(90, 170);
  paint.fillStyle = colour;
  paint.beginPath();
  paint.moveTo(0, h);
  for (let x = 0; x <= w; x += 8) paint.lineTo(x, top + 34 * Math.sin(x / length + phase) + 14 * Math.sin(x / 37 + phase * 2));
  paint.lineTo(w, h);
  paint.fill();
}

/** A face that listens. */
export async function sampleSticker() {
  const hue = any(0, 360);
  const blob = await draw(512, 512, (paint) => listener(paint, hue), "image/webp");
  return file(blob, "listener.webp");
}

function listener(paint, hue) {
  const disc = (x, y, r, colour) => {
    paint.fillStyle = colour;
    paint.beginPath();
    paint.arc(x, y, r, 0, 7);
    paint.fill();
  };
  const bow = (x, y, r, from, to, colour, width) => {
    paint.strokeStyle = colour;
    paint.lineWidth = width;
    paint.lineCap = "round";
    paint.beginPath();
    paint.arc(x, y, r, from, to);
    paint.stroke();
  };
  disc(256, 276, 196, "#fff");
  disc(256, 276, 180, `hsl(${hue} 85% 72%)`);
  bow(256, 256, 208, Math.PI * 1.04, Math.PI * 1.96, "#fff", 46);
  bow(256, 256, 208, Math.PI * 1.04, Math.PI * 1.96, "#3b3a55", 28);
  for (const x of [62, 450]) {
    disc(x, 290, 60, "#fff");
    disc(x, 290, 46, "#3b3a55");
    disc(x, 290, 22, `hsl(${hue} 85% 72%)`);
  }
  for (const x of [186, 326]) bow(x, 262, 26, Math.PI * 1.1, Math.PI * 1.9, "#3b3a55", 16);
  for (const x of [150, 362]) disc(x, 322, 26, `hsl(${hue - 20} 90% 64%)`);
  bow(256, 312, 60, Math.PI * 0.15, Math.PI * 0.85, "#3b3a55", 18);
}

const RATE = 16000;

/** A short tune as a voice message. */
export function sampleVoice() {
  const notes = Array.from({ length: 6 }, () => [0, 2, 4, 7, 9, 12][Math.floor(any(0, 6))]);
  const beat = Math.round(RATE * 0.42);
  const samples = new Int16Array(beat * notes.length);
  for (let i = 0; i < samples.length; i++) {
    const inBeat = i % beat;
    const tone = 294 * 2 ** (notes[Math.floor(i / beat)] / 12);
    const swell = Math.min(1, inBeat / 400) * Math.exp(-inBeat / (RATE * 0.16));
    samples[i] = 9000 * swell * (Math.sin((2 * Math.PI * tone * i) / RATE) + 0.3 * Math.sin((4 * Math.PI * tone * i) / RATE));
  }
  return file(new Blob([wavHeader(samples.byteLength), samples], { type: "audio/wav" }), "tune.wav");
}

/** The 44 bytes before 16-bit mono samples. */
function wavHeader(bytes) {
  const view = new DataView(new ArrayBuffer(44));
  const word = (at, text) => [...text].forEach((char, i) => view.setUint8(at + i, char.charCodeAt(0)));
  word(0, "RIFF");
  view.setUint32(4, 36 + bytes, true);
  word(8, "WAVEfmt ");
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, RATE * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  word(36, "data");
  view.setUint32(40, bytes, true);
  return view;
}

/** A second and a half of a moving disc, where the browser can record one; null elsewhere. */
export async function sampleVideo() {
  if (!globalThis.MediaRecorder?.isTypeSupported("video/webm")) return null;
  const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 320 });
  const paint = canvas.getContext("2d");
  const recorder = new MediaRecorder(canvas.captureStream(24), { mimeType: "video/webm" });
  const chunks = [];
  recorder.ondataavailable = ({ data }) => chunks.push(data);
  const done = new Promise((resolve) => recorder.addEventListener("stop", resolve, { once: true }));
  const hue = any(0, 360);
  const started = performance.now();
  recorder.start();
  await new Promise((resolve) => {
    const frame = () => {
      const turn = (performance.now() - started) / 1500;
      orbit(paint, hue, turn);
      if (turn < 1) requestAnimationFrame(frame);
      else resolve();
    };
    frame();
  });
  recorder.stop();
  await done;
  return file(new Blob(chunks, { type: "video/webm" }), "orbit.webm");
}

function orbit(paint, hue, turn) {
  paint.fillStyle = `hsl(${hue} 45% 22%)`;
  paint.fillRect(0, 0, 320, 320);
  paint.fillStyle = `hsl(${hue + 40} 90% 75%)`;
  paint.beginPath();
  paint.arc(160 + 90 * Math.cos(turn * 6.3), 160 + 90 * Math.sin(turn * 6.3), 34, 0, 7);
  paint.fill();
}

export const sampleDocument = () =>
  new File(["A letter without a sender.\n一封没有寄信人的信。\n"], "letter.txt", { type: "text/plain" });

export const SAMPLE_PLACE = { latitude: 31.2304, longitude: 121.4737 };
export const SAMPLE_CONTACT = { phone_number: "+86 555 0100", first_name: "Wei", last_name: "Zhang" };
