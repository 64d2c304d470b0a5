#!/usr/bin/env python3
"""Draw what a command shows on a terminal as an SVG picture: picture.py [--lines N] OUT.svg COMMAND...

The command runs on a pseudo terminal of 100 columns, so it writes tables and colours as a person sees them."""
import fcntl, html, os, pty, re, struct, sys, termios

COLUMNS, CHAR, LINE, PAD = 100, 8.43, 19, 18
COLOURS = {30: '#3b4252', 31: '#c0392b', 32: '#2e7d4f', 33: '#b7791f', 34: '#2b6cb0', 35: '#8e44ad', 36: '#1f7a8c', 37: '#4a5568', 90: '#8a8f98',
           91: '#d9534f', 92: '#3f9e63', 93: '#c98a1b', 94: '#3b82c4', 95: '#a05cc4', 96: '#2a98ad', 97: '#1a202c'}
XTERM = [0, 95, 135, 175, 215, 255]


def colour(code):
    if code in COLOURS:
        return COLOURS[code]
    n = code - 1000                                  # 38;5;n
    if n < 16:
        return COLOURS[30 + n if n < 8 else 82 + n]
    if n >= 232:
        return '#%02x%02x%02x' % ((8 + (n - 232) * 10,) * 3)
    n -= 16
    return '#%02x%02x%02x' % (XTERM[n // 36], XTERM[n // 6 % 6], XTERM[n % 6])


def run(command):
    pid, fd = pty.fork()
    if pid == 0:
        os.environ.update(TERM='xterm-256color', COLUMNS=str(COLUMNS))
        os.environ.pop('NO_COLOR', None)
        os.execvp(command[0], command)
    fcntl.ioctl(fd, termios.TIOCSWINSZ, struct.pack('HHHH', 60, COLUMNS, 0, 0))
    out = b''
    while True:
        try:
            b = os.read(fd, 65536)
        except OSError:
            break
        if not b:
            break
        out += b
    os.waitpid(pid, 0)
    return out.decode('utf8', 'replace').replace('\r\n', '\n')


def spans(line):
    """-> [(text, style)] of one line with SGR sequences."""
    style, out = {}, []
    for part in re.split(r'(\x1b\[[0-9;]*m)', line):
        m = re.fullmatch(r'\x1b\[([0-9;]*)m', part)
        if not m:
            part = re.sub(r'\x1b\[[0-9;?]*[A-Za-z]', '', part)
            if part:
                out.append((part, dict(style)))
            continue
        codes = [int(c or 0) for c in m.group(1).split(';')]
        while codes:
            c = codes.pop(0)
            if c == 0:
                style = {}
            elif c == 1:
                style['font-weight'] = '600'
            elif c == 2:
                style['opacity'] = '.62'
            elif c == 3:
                style['font-style'] = 'italic'
            elif c == 38 and codes[:1] == [5]:
                style['fill'] = colour(1000 + codes[1])
                codes = codes[2:]
            elif c in COLOURS:
                style['fill'] = colour(c)
    return out


def main(a):
    most = 10**6
    if a[0] == '--lines':
        most = int(a[1])
        a = a[2:]
    lines = run(a[1:]).rstrip('\n').split('\n')[:most]
    w, h = COLUMNS * CHAR + 2 * PAD, (len(lines) + 1) * LINE + 2 * PAD
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w:.0f} {h:.0f}" font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,'
           f'\'DejaVu Sans Mono\',monospace" font-size="14"><rect width="100%" height="100%" rx="10" fill="#fbfaf6" stroke="#e2dfd5"/>',
           f'<text x="{PAD}" y="{PAD + 12}" fill="#8a8f98" xml:space="preserve">$ {html.escape(" ".join(a[1:]))}</text>']
    for i, line in enumerate(lines):
        t = ''.join(f'<tspan{"".join(f" {k}={chr(34)}{v}{chr(34)}" for k, v in s.items())}>{html.escape(x)}</tspan>' for x, s in spans(line))
        out.append(f'<text x="{PAD}" y="{PAD + 12 + (i + 1) * LINE}" fill="#22262e" xml:space="preserve">{t}</text>')
    with open(a[0], 'w', encoding='utf8') as f:
        f.write('\n'.join(out) + '\n</svg>\n')


if __name__ == '__main__':
    main(sys.argv[1:])
