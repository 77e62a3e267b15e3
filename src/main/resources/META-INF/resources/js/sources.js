// Sends frames from the browser: images (as up to six cameras in turn), a video file, or the webcam.
import { post } from "./service.js";

const UPLOAD_CAMERAS = 6;
const FPS = 5;
const MAX_SIDE = 960;
const JPEG_QUALITY = 0.85;
let uploadCamera = 0;

export const isUpload = (camera) => /^dropped( \d+)?$/.test(camera);

function nextUploadCamera() {
  uploadCamera = (uploadCamera % UPLOAD_CAMERAS) + 1;
  return uploadCamera === 1 ? "dropped" : `dropped ${uploadCamera}`;
}

const send = (camera, picture) => post(`api/frames?camera=${encodeURIComponent(camera)}`, picture,
  picture.type.startsWith("image/") ? picture.type : "application/octet-stream");

async function upload(file) {
  const camera = nextUploadCamera();
  await send(camera, file);
  return camera;
}

// Sends images one after another in their order. Up to UPLOAD_CAMERAS files are reported one by one; of more, the
// progress is reported, and at the end the number of failed files with the first reason.
export class UploadQueue {
  constructor({ onSent, onError, onProgress }) {
    Object.assign(this, { onSent, onError, onProgress, files: [] });
  }

  async add(files) {
    this.files.push(...files);
    if (!this.sending) {
      this.sending = true;
      await this.sendAll();
      this.sending = false;
    }
  }

  async sendAll() {
    let done = 0;
    let many = false;
    const errors = [];
    for (let file = this.files.shift(); file; file = this.files.shift()) {
      many ||= this.files.length >= UPLOAD_CAMERAS;
      try {
        this.onSent(await upload(file), file.name, !many);
      } catch (error) {
        errors.push(`${file.name}: ${error.message}`);
        if (!many) {
          this.onError(errors.at(-1));
        }
      }
      done += 1;
      if (many) {
        this.onProgress(done - errors.length, done + this.files.length, this.files.length === 0);
      }
    }
    if (many && errors.length > 0) {
      this.onError(`${errors.length} of ${done} images were not sent. ${errors[0]}`);
    }
  }
}

// Accepts files from the file pickers and from drag and drop.
export function acceptFiles({ pickers, dropzone, onVideo, ...reports }) {
  const queue = new UploadQueue(reports);
  const accept = (files) => {
    const all = [...files];
    const isVideo = (file) => file.type.startsWith("video/");
    all.filter(isVideo).forEach(onVideo);
    return queue.add(all.filter((file) => !isVideo(file)));
  };
  const carriesFiles = (event) => document.body.dataset.write !== "off" && event.dataTransfer?.types.includes("Files");
  pickers.forEach((picker) => picker.addEventListener("change", () => {
    accept(picker.files);
    picker.value = "";
  }));
  addEventListener("dragover", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      dropzone.hidden = false;
    }
  });
  addEventListener("dragleave", (event) => {
    if (event.relatedTarget === null) {
      dropzone.hidden = true;
    }
  });
  addEventListener("drop", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      dropzone.hidden = true;
      accept(event.dataTransfer.files);
    }
  });
}

// Sends the current picture of a video, FPS times per second, while isActive() is true. Waits for each response, so
// that a slow service receives fewer pictures instead of older ones.
async function sendFrames(video, camera, isActive) {
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, MAX_SIDE / Math.max(video.videoWidth, video.videoHeight));
  canvas.width = Math.max(1, Math.round(video.videoWidth * scale));
  canvas.height = Math.max(1, Math.round(video.videoHeight * scale));
  while (isActive()) {
    const due = performance.now() + 1000 / FPS;
    canvas.getContext("2d").drawImage(video, 0, 0, canvas.width, canvas.height);
    await send(camera, await new Promise((done) => { canvas.toBlob(done, "image/jpeg", JPEG_QUALITY); }));
    await new Promise((done) => { setTimeout(done, Math.max(0, due - performance.now())); });
  }
}

const loaded = (video) => new Promise((resolve, reject) => {
  video.addEventListener("loadeddata", resolve, { once: true });
  video.addEventListener("error", () => reject(new Error("This browser cannot play the video.")), { once: true });
});

export async function playVideo({ file, preview, stop, onError }) {
  const source = URL.createObjectURL(file);
  let playing = true;
  stop.onclick = () => { playing = false; };
  try {
    const ready = loaded(preview);
    preview.src = source;
    await ready;
    preview.hidden = stop.hidden = false;
    await preview.play();
    await sendFrames(preview, "video", () => playing && preview.src === source && !preview.ended);
  } catch (error) {
    onError(`${file.name}: ${error.message}`);
  } finally {
    URL.revokeObjectURL(source);
    if (preview.src === source) {
      preview.pause();
      preview.hidden = stop.hidden = true;
    }
  }
}

export function setUpWebcam({ button, preview, onError }) {
  let stream = null;
  const setActive = (active) => {
    button.setAttribute("aria-pressed", String(active));
    button.textContent = active ? "Stop the webcam" : "Start the webcam";
    preview.hidden = !active;
  };
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    preview.srcObject = null;
    setActive(false);
  };
  button.addEventListener("click", async () => {
    if (stream) {
      stop();
      return;
    }
    try {
      if (!navigator.mediaDevices) {
        throw new Error("Browsers allow it only on https or localhost.");
      }
      const opened = await navigator.mediaDevices.getUserMedia({ video: { width: 640 }, audio: false });
      stream = opened;
      const ready = loaded(preview);
      preview.srcObject = opened;
      await ready;
      await preview.play();
      setActive(true);
      await sendFrames(preview, "webcam", () => stream === opened);
    } catch (error) {
      onError(`Webcam: ${error.message}`);
      stop();
    }
  });
}
