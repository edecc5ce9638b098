// Where hours and columns lie on the screen now. Read anew at each pick-up, resize and zoom: never kept.
// Places are relative to the grid's own corner, so scrolling changes nothing.

export class Geometry {
  constructor(cells, sessions) {
    this.cells = cells;
    const corner = cells.getBoundingClientRect();
    const top = (element) => element.getBoundingClientRect().top - corner.top;
    const points = new Map();
    for (const line of cells.querySelectorAll(".line")) points.set(+line.dataset.at, top(line));
    const lanes = [...cells.querySelectorAll(".lane")];
    const bottom = Math.max(0, ...lanes.map((lane) => top(lane) + lane.getBoundingClientRect().height));
    points.set(+cells.dataset.ends, bottom);
    for (const card of cells.querySelectorAll(".card[data-code]")) {
      const session = sessions.get(card.dataset.code);
      if (!session || points.has(session.s) || session.s < +cells.dataset.starts) continue;
      points.set(session.s, top(card));
    }
    this.points = [...points].sort(([a], [b]) => a - b);
    this.columns = lanes.map((lane) => {
      const box = lane.getBoundingClientRect();
      return { key: lane.dataset.key, left: box.left - corner.left, width: box.width };
    });
    this.folds = [...cells.querySelectorAll(".folded")].map((fold) => [+fold.dataset.from, +fold.dataset.to]);
  }

  // The minute at that height; past the ends of the day the day's ends.
  minuteAt(y) {
    const index = this.points.findIndex(([, at]) => at > y);
    if (index === 0) return this.points[0][0];
    if (index < 0) return this.points.at(-1)[0];
    const [[from, above], [to, below]] = [this.points[index - 1], this.points[index]];
    return from + ((y - above) / (below - above || 1)) * (to - from);
  }

  heightOf(minute) {
    const index = this.points.findIndex(([at]) => at >= minute);
    if (index === 0) return this.points[0][1];
    if (index < 0) return this.points.at(-1)[1];
    const [[from, above], [to, below]] = [this.points[index - 1], this.points[index]];
    return above + ((minute - from) / (to - from || 1)) * (below - above);
  }

  // Folded hours are a thin line: there, half hours are as fine as a hand can be.
  grainAt(minute) {
    return this.folds.some(([from, to]) => from < minute && minute < to) ? 30 : 5;
  }

  columnAt(x) {
    return this.columns.find(({ left, width }) => left <= x && x < left + width)?.key ?? null;
  }
}
