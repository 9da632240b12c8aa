// Makes a Chinese receipt with several public ESC/POS encoders and writes what each would send to a printer, as hex.
// How to run it: README.md. The packages are not kept here.
'use strict';
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');
const load = createRequire(path.join(process.cwd(), 'package.json'));
const iconv = load('iconv-lite');

// The receipt. Order, URL and numbers are made up.
const shop = '小吃店 SNACK BAR';
const lines = ['卡号 622202*********0128', '交易类型 消费', '金额 RMB 12.34'];
const url = 'https://example.com/o?n=20261121000012';
const ean = '6901234567892', order = 'PT-12';
// Two of them write the length of CODE128 wrongly below 16 characters, so theirs is longer, and narrower.
const longOrder = '{BPT-00000000012';
const gb = (text) => iconv.encode(text, 'gb18030');

// Each gives the bytes, or a promise of them.
const encoders = {
  '@point-of-sale/receipt-printer-encoder': (pkg) => {
    const E = load(pkg);
    const Encoder = E.default || E;
    const e = new Encoder({ language: 'esc-pos', columns: 32, feedBeforeCut: 4 });
    e.initialize().align('center').raw([0x1c, 0x26, ...gb(shop)]).newline().align('left');
    for (const l of lines) e.raw([...gb(l)]).newline();
    e.raw([0x1c, 0x2e]);
    return e.rule({ style: 'single' }).qrcode(url, { model: 2, size: 4, errorlevel: 'm' })
      .barcode(ean, 'ean13', { height: 60, text: true }).barcode('{B' + order, 'code128', { height: 60, text: false }).cut('full').encode();
  },
  'esc-pos-encoder': (pkg) => {
    const Encoder = load(pkg);
    const e = new Encoder({ imageMode: 'raster' });
    e.initialize().align('center').raw([0x1c, 0x26, ...gb(shop)]).newline().align('left');
    for (const l of lines) e.raw([...gb(l)]).newline();
    e.raw([0x1c, 0x2e]);
    return e.qrcode(url, 2, 4, 'm').barcode(ean, 'ean13', 60).barcode('{B' + order, 'code128', 60).newline().newline().newline().newline().cut('partial').encode();
  },
  'node-thermal-printer': async (pkg) => {
    const { printer: Printer, types } = load(pkg);
    const p = new Printer({ type: types.EPSON, interface: 'tcp://127.0.0.1', width: 32, characterSet: 'CHINA' });
    p.alignCenter();
    p.add(Buffer.concat([Buffer.from([0x1c, 0x26]), gb(shop)]));
    p.newLine();
    p.alignLeft();
    for (const l of lines) {
      p.add(gb(l));
      p.newLine();
    }
    p.printQR(url, { cellSize: 4, correction: 'M', model: 2 });
    p.printBarcode(ean, 67, { height: 60, hriPos: 2 });
    p.printBarcode(order, 73, { height: 60, hriPos: 0 });
    p.openCashDrawer();
    p.cut();
    return p.getBuffer();
  },
  receiptline: (pkg) => {
    const doc = ['{width:32}', '^' + shop, ...lines.map((l) => '{align:left}\n' + l + ' |'), '---',
      '{code:' + url + ';option:qrcode,4,m}', '', 
      '{code:' + ean + ';option:ean,2,60,hri}', '{code:' + order + ';option:code128,2,60}'].join('\n');
    return Buffer.from(load(pkg).transform(doc, { cpl: 32, encoding: 'gb18030', command: 'escpos', cutting: true }), 'latin1');
  },
  escpos: (pkg) => {
    const { Printer } = load(pkg);
    let all = Buffer.alloc(0);
    const p = new Printer({ write: (b, done) => { all = Buffer.concat([all, b]); if (done) done(); } });
    p.hardware('init').align('CT').text(shop).align('LT');
    for (const l of lines) p.text(l);
    p.qrcode(url, 8, 'm', 4).barcode(ean.slice(0, 12), 'EAN13', { height: 60, width: 2, position: 'BLW' })
      .barcode(longOrder, 'CODE128', { height: 60, width: 1, position: 'OFF' }).feed(2).cut().flush();
    return all;
  },
  '@node-escpos/core': (pkg) => {
    const { Printer } = load(pkg);
    let all = Buffer.alloc(0);
    const p = new Printer({ write: (b, done) => { all = Buffer.concat([all, b]); if (done) done(); } }, { encoding: 'GB18030' });
    p.hardware('INIT').align('CT').text(shop).align('LT');
    for (const l of lines) p.text(l);
    p.qrcode(url, 8, 'M', 4).barcode(ean.slice(0, 12), 'EAN13', { height: 60, width: 2, position: 'BLW' })
      .barcode(longOrder, 'CODE128', { height: 60, width: 1, position: 'OFF' }).feed(2).cut();
    return p.flush().then(() => all);
  },
};

(async () => {
  for (const [pkg, encode] of Object.entries(encoders)) {
    const { version, license } = JSON.parse(fs.readFileSync(path.join(process.cwd(), 'node_modules', pkg, 'package.json')));
    const name = pkg.replace('@', '').replace('/', '_');
    const hex = Buffer.from(await encode(pkg)).toString('hex').toUpperCase().match(/.{1,96}/g).join('\n');
    fs.writeFileSync(path.join(__dirname, name + '.hex'), `# ${pkg} ${version}, ${license}; made by encode.js\n${hex}\n`);
    console.log(name, version);
  }
})();
