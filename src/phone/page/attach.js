import { upload } from './api.js';
import { el, icon } from './dom.js';
import { openDialog, toast } from './overlay.js';
import { fileSize } from './time.js';

const longestSide = 1280;
const limit = 50 * 1024 * 1024;

/** Shows what is about to be sent, asks for a caption, sends. `place` tells chat, topic and reply. */
export function previewFiles(files, place, onSent) {
  const list = [...files].slice(0, 10);
  if (list.length === 0) return;
  const tooBig = list.find((one) => one.size > limit);
  if (tooBig !== undefined) {
    toast(`${tooBig.name} is larger than 50 MB`);
    return;
  }
  const pictures = list.every((one) => /^image\/(?:png|jpeg|webp|gif)$/.test(one.type));
  const asFile = el('input', { type: 'checkbox', id: 'as-file' });
  const caption = el('textarea', {
    rows: 1,
    maxlength: 1024,
    placeholder: 'Caption',
    'aria-label': 'Caption',
    autofocus: true,
  });
  const send = el('button', { type: 'submit', class: 'primary' }, 'Send');
  const form = el(
    'form',
    {},
    el(
      'div',
      { class: 'previews' },
      list.map((file) => preview(file, pictures)),
    ),
    pictures ? el('label', { class: 'check' }, asFile, 'Send without compression') : null,
    caption,
    el(
      'footer',
      {},
      el('button', { type: 'button', class: 'plain', onclick: () => dialog.close() }, 'Cancel'),
      send,
    ),
  );
  const noun = pictures ? 'photo' : 'file';
  const title = list.length === 1 ? `Send a ${noun}` : `Send ${list.length} ${noun}s`;
  const dialog = openDialog('files', el('h2', {}, title), form);
  caption.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    send.disabled = true;
    try {
      await sendAll(list, pictures && !asFile.checked, { ...place, caption: caption.value });
      dialog.close();
      onSent();
    } catch (error) {
      send.disabled = false;
      toast(`Not sent: ${error.message}`);
    }
  });
}

async function sendAll(files, asPhotos, { caption, ...place }) {
  const group = files.length > 1 ? `13${String(Date.now()).padEnd(15, '0')}` : undefined;
  for (const [index, file] of files.entries()) {
    const blob = asPhotos ? await asJpeg(file) : file;
    await upload(blob, {
      ...place,
      group,
      kind: asPhotos ? 'photo' : 'document',
      name: file.name,
      caption: index === 0 && caption !== '' ? caption : undefined,
    });
  }
}

/** Photos travel as JPEG of a moderate size, as from any phone. */
async function asJpeg(file) {
  const bitmap = await createImageBitmap(file);
  const scale = Math.min(1, longestSide / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext('2d');
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (blob) => (blob === null ? reject(new Error('this picture cannot be read')) : resolve(blob)),
      'image/jpeg',
      0.87,
    );
  });
}

function preview(file, picture) {
  if (!picture) {
    return el(
      'div',
      { class: 'document' },
      el('span', { class: 'fileicon' }, icon('file')),
      el(
        'span',
        { class: 'filetext' },
        el('strong', {}, file.name),
        el('small', {}, fileSize(file.size)),
      ),
    );
  }
  const url = URL.createObjectURL(file);
  const image = el('img', { src: url, alt: file.name });
  image.addEventListener('load', () => URL.revokeObjectURL(url));
  return image;
}

/** Files that are dropped anywhere on the chat. */
export function acceptDrops(chat, offer) {
  for (const name of ['dragover', 'dragleave', 'drop']) {
    chat.addEventListener(name, (event) => {
      if (!event.dataTransfer.types.includes('Files')) return;
      event.preventDefault();
      chat.classList.toggle('dropping', name === 'dragover');
      if (name === 'drop') offer(event.dataTransfer.files);
    });
  }
}
