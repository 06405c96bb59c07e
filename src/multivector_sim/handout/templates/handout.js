
"use strict";
(function () {
  var content = JSON.parse(byId("content").textContent);
  var levels = content.levels, levers = content.levers, worlds = content.worlds;
  var asked = -1;          // number of the step; -1 while exploring
  var world = 0;
  var sides = { a: levers.map(zero), b: levers.map(zero) };
  var guess = null;        // of this step; null hides the result
  var guesses = [];        // in memory alone
  var kept = {};           // decoded blocks by number

  function byId(id) { return document.getElementById(id); }
  function zero() { return 0; }
  function element(name, words, attributes) {
    var made = document.createElement(name);
    if (words !== undefined) made.textContent = words;
    for (var key in attributes || {}) made.setAttribute(key, attributes[key]);
    return made;
  }
  function tell(words) {
    byId("state").textContent = words;
    byId("state").hidden = !words;
  }

  // --- numbers -----------------------------------------------------------

  function inflated(text) {
    var letters = atob(text), bytes = new Uint8Array(letters.length);
    for (var i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).arrayBuffer();
  }
  function decode(row) {
    if (kept[row.block]) return Promise.resolve();
    var block = byId("block-" + row.block);
    return inflated(block.textContent).then(function (buffer) {
      var planes = new Uint8Array(buffer), size = planes.length / 2;
      var codes = new Uint16Array(size), total = 1;
      row.shape.forEach(function (length) { total *= length; });
      if (total !== size) throw new Error("block " + row.block + " is not whole");
      for (var i = 0; i < size; i++) {
        var zigzag = planes[i] | (planes[size + i] << 8);
        codes[i] = (zigzag >>> 1) ^ -(zigzag & 1);
      }
      row.axes.forEach(function (axis) { sumAlong(codes, row.shape, axis); });
      kept[row.block] = codes;
      block.remove();
    });
  }
  function sumAlong(codes, shape, axis) {
    var stride = 1;
    for (var k = axis + 1; k < shape.length; k++) stride *= shape[k];
    var span = stride * shape[axis];
    for (var start = 0; start < codes.length; start += span) {
      for (var i = start + stride; i < start + span; i++) codes[i] += codes[i - stride];
    }
  }
  function numberOf(places) {
    return places.reduce(function (found, place) { return found * levels.length + place; }, 0);
  }
  function runsOf(row, places) {
    var count = row.shape[row.shape.length - 1], first = numberOf(places) * count;
    return kept[row.block].subarray(first, first + count);
  }
  function summary(where, row) {
    // Sums of whole steps are exact.
    var a = runsOf(row, sides.a), b = runsOf(row, sides.b), n = a.length;
    var sum = 0, squares = 0, sumA = 0, sumB = 0, squaresA = 0, squaresB = 0, lower = 0;
    for (var r = 0; r < n; r++) {
      var apart = a[r] - b[r];
      sum += apart; squares += apart * apart;
      sumA += a[r]; squaresA += a[r] * a[r];
      sumB += b[r]; squaresB += b[r] * b[r];
      lower += apart < 0 ? 1 : apart === 0 ? 0.5 : 0;
    }
    function mean(total, square, base) {
      var spread = Math.max(0, (square - total * total / n) / (n - 1));
      var half = where.t * Math.sqrt(spread / n), middle = base + total / n;
      return { mean: middle * row.step, low: (middle - half) * row.step, high: (middle + half) * row.step };
    }
    return {
      a: mean(sumA, squaresA, row.base), b: mean(sumB, squaresB, row.base),
      apart: mean(sum, squares, 0), lower: lower / n, runs: n
    };
  }
  function signOf(one) { return one.high < 0 ? "lower" : one.low > 0 ? "higher" : "open"; }
  function bandsOf(row, places) {
    var shape = row.shape.slice(levers.length), size = shape[0] * shape[1];
    var first = numberOf(places) * size, found = [];
    for (var q = 0; q < shape[0]; q++) {
      var line = [];
      for (var y = 0; y < shape[1]; y++) {
        line.push((row.base + kept[row.block][first + q * shape[1] + y]) * row.step);
      }
      found.push(line);
    }
    return found;
  }

  // --- words -------------------------------------------------------------

  function shown(value, figures) {
    if (Math.abs(value) < 1e-12) return "0";
    var text = Number(value.toPrecision(figures || 4));
    return Math.abs(text) < 1e-4 ? text.toExponential() : String(text);
  }
  function signed(value) { return (value > 1e-12 ? "+" : "") + shown(value, 3).replace("-", "\u2212"); }
  function interval(one) { return signed(one.mean) + " [" + signed(one.low) + ", " + signed(one.high) + "]"; }
  function share(value) { return Math.round(100 * value) + "\u00a0%"; }
  function unit(row) { return row.unit ? ", " + row.unit : ""; }
  function verdict(sign) {
    return sign === "open" ? "not told apart from no difference" : sign + " under A";
  }
  function same(places, other) { return places.every(function (one, k) { return one === other[k]; }); }
  function nameOf(places) {
    var point = content.points.filter(function (one) { return one.exact && same(one.places, places); })[0];
    if (point) return point.name;
    return "levels " + places.map(function (place) { return levels[place]; }).join(", ");
  }

  // --- figures -----------------------------------------------------------

  var INK = "#161616", SOFT = "#5a5a5a", GRID = "#dddddd", LEFT = 40, RIGHT = 8, BOTTOM = 24;
  function svg(name, attributes, words) {
    var made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (var key in attributes) made.setAttribute(key, attributes[key]);
    if (words !== undefined) made.textContent = words;
    return made;
  }
  function ceiling(value) {
    var steps = [0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1];
    return steps.filter(function (one) { return one >= value; })[0] || Math.ceil(value);
  }
  function path(xs, ys) {
    return xs.map(function (x, k) { return (k ? "L" : "M") + x.toFixed(1) + " " + ys[k].toFixed(1); }).join("");
  }
  function figure(row, where, drawn, other, top, title, marks) {
    // drawn: sides with bands; other: sides of which the median is repeated.
    var width = 460, height = 250, years = where.years, low = height - BOTTOM;
    var rows = [], ends = [];
    function across(year) { return LEFT + (width - LEFT - RIGHT) * (year - years[0]) / (years[years.length - 1] + 1 - years[0]); }
    (marks ? where.events : []).forEach(function (mark) {
      var x = across(mark.since), k = 0;
      while (ends[k] !== undefined && x - ends[k] < 20) k++;
      ends[k] = x; rows.push(k);
    });
    var high = 28 + 17 * ends.length;
    function up(value) { return low - (low - high) * Math.min(1, Math.max(0, value / top)); }
    var xs = years.map(function (year) { return across(year + 0.5); });
    var words = title + ". " + drawn.concat(other).map(function (side) {
      return side.toUpperCase() + " in " + years[years.length - 1] + ": " + inWords(bandsOf(row, sides[side]), years.length - 1);
    }).join("; ");
    var picture = svg("svg", { viewBox: "0 0 " + width + " " + height, role: marks ? "group" : "img", "aria-label": words, "font-size": "13", fill: INK });
    picture.appendChild(svg("text", { x: 2, y: 15, "font-weight": 600, "font-size": title.length > 58 ? 11 : 13 }, title));
    [0, 0.5, 1].forEach(function (part) {
      var y = low - (low - high) * part;
      picture.appendChild(svg("path", { d: "M" + LEFT + " " + y + "H" + (width - RIGHT), stroke: GRID }));
      picture.appendChild(svg("text", { x: LEFT - 5, y: y + 4, "text-anchor": "end", fill: SOFT }, shown(part * top, 3)));
    });
    for (var year = Math.ceil(years[0] / 5) * 5; year <= years[years.length - 1]; year += 5) {
      picture.appendChild(svg("text", { x: across(year), y: low + 17, "text-anchor": "middle", fill: SOFT }, String(year)));
      picture.appendChild(svg("path", { d: "M" + across(year).toFixed(1) + " " + low + "v4", stroke: SOFT }));
    }
    (marks ? where.events : []).forEach(function (mark, k) {
      var x = across(mark.since), y = 30 + 17 * rows[k];
      picture.appendChild(svg("path", { d: "M" + x.toFixed(1) + " " + low + "V" + (y + 4), stroke: "#8a8a8a", "stroke-dasharray": "2 3" }));
      var link = svg("a", { href: "#event-" + mark.number, "aria-label": "Event " + mark.number + ": " + mark.label });
      link.appendChild(svg("rect", { x: x - 9, y: y - 12, width: 18, height: 16, rx: 3, fill: "#eef1f4", stroke: "#8a8a8a" }));
      link.appendChild(svg("text", { x: x, y: y, "text-anchor": "middle", "font-size": 11 }, String(mark.number)));
      link.addEventListener("click", function (event) {
        event.preventDefault();
        byId("events").open = true;
        byId("event-" + mark.number).focus();
      });
      picture.appendChild(link);
    });
    drawn.forEach(function (side) {
      var bands = bandsOf(row, sides[side]).map(function (line) { return line.map(up); });
      var look = content.looks[side];
      [[0, 4, 0.2], [1, 3, 0.38]].forEach(function (band) {
        var d = path(xs, bands[band[1]]) + path(xs.slice().reverse(), bands[band[0]].slice().reverse()).replace("M", "L") + "Z";
        picture.appendChild(svg("path", { d: d, fill: look.colour, "fill-opacity": band[2] }));
      });
    });
    other.forEach(function (side) { line(side, 1.6); });
    drawn.forEach(function (side) { line(side, 2.8); });
    function line(side, thick) {
      var look = content.looks[side], bands = bandsOf(row, sides[side]);
      picture.appendChild(svg("path", { d: path(xs, bands[2].map(up)), fill: "none", stroke: look.colour, "stroke-width": thick, "stroke-dasharray": look.dashes, "data-median": side }));
    }
    var made = element("figure");
    made.appendChild(picture);
    made.appendChild(element("figcaption", words.slice(title.length + 2)));
    return made;
  }
  function inWords(bands, at) {
    return "median " + shown(bands[2][at], 3) + ", nine tenths of runs " + shown(bands[0][at], 3) + " to " + shown(bands[4][at], 3);
  }
  function draw() {
    var where = worlds[world];
    byId("fans").replaceChildren(); byId("others").replaceChildren();
    where.series.forEach(function (row, k) {
      var highest = 0;
      ["a", "b"].forEach(function (side) {
        bandsOf(row, sides[side])[4].forEach(function (value) { highest = Math.max(highest, value); });
      });
      var top = ceiling(highest);
      if (k === 0) {
        byId("fans").appendChild(figure(row, where, ["a"], ["b"], top, "A: " + row.title, true));
        byId("fans").appendChild(figure(row, where, ["b"], ["a"], top, "B: " + row.title, true));
      } else {
        byId("others").appendChild(figure(row, where, ["a", "b"], [], top, row.title, false));
      }
    });
  }

  // --- what is shown -----------------------------------------------------

  function show() {
    ["a", "b"].forEach(function (side) {
      levers.forEach(function (name, k) {
        var input = byId(side + "-" + name), level = String(levels[sides[side][k]]);
        input.value = sides[side][k];
        input.setAttribute("aria-valuetext", level);
        byId(side + "-" + name + "-level").textContent = level;
      });
      byId("name-" + side).textContent = nameOf(sides[side]);
    });
    byId("result").hidden = guess === null;
    byId("guess").hidden = guess !== null;
    byId("brief").hidden = guess === null;
    if (guess === null) return;
    var where = worlds[world], step = content.steps[asked];
    var first = where.outcomes[step ? step.outcome : 0], found = summary(where, first);
    byId("told").textContent = first.meaning + unit(first) + ": " + interval(found.apart) +
      ", " + verdict(signOf(found.apart)) + "; lower under A in " + share(found.lower) + " of " + found.runs + " runs.";
    byId("result-title").textContent = "A minus B: " + nameOf(sides.a) + ", against " + nameOf(sides.b);
    byId("brief").textContent = "A minus B, " + first.meaning + ": " + interval(found.apart) + "; lower in " + share(found.lower);
    byId("guessed").textContent = guessWords(step, found);
    byId("held").textContent = heldWords(where, first);
    byId("elsewhere").textContent = elsewhereWords(first);
    byId("look").textContent = step ? step.look : "";
    byId("look").hidden = !step;
    byId("answer").hidden = !(step && step.answer);
    byId("answer-words").textContent = step && step.answer ? step.answer : "";
    score(where);
    draw();
    byId("guesses").textContent = guesses.length ? guesses.map(function (one) {
      return one.title + ": you said " + (one.guess === "open" ? "about the same" : one.guess) + ", the model " + (one.found === "open" ? "does not tell them apart" : "says " + one.found);
    }).join(". ") + "." : "None so far.";
  }
  function isAsked(step) {
    return same(sides.a, step.a) && same(sides.b, step.b) && world === step.world;
  }
  function guessWords(step, found) {
    if (!step || guess === "none") return "";
    if (!isAsked(step)) return "The policies are no longer those of the question.";
    var agrees = guess === signOf(found.apart);
    return "You said " + (guess === "open" ? "about the same" : guess) + ". " + (agrees ? "The model agrees." : "The model does not agree: why?");
  }
  function heldWords(where, row) {
    var a = numberOf(sides.a), b = numberOf(sides.b), place = where.outcomes.indexOf(row), words = "";
    where.held.forEach(function (pair) {
      if (pair.a !== a || pair.b !== b || a === b) return;
      var one = pair.rows[place];
      words = "Over " + content.sets + " parameter sets that agree with the record (" + content.setRuns + " runs of each): mean " +
        signed(one.mean) + " [" + signed(one.mean_low) + ", " + signed(one.mean_high) + "], 5 to 95\u00a0% of sets " +
        signed(one.low) + " to " + signed(one.high) + "; lower under A in " + share(one.lower) + " of the sets.";
    });
    return words || "These intervals are of chance alone. How the sign holds over other parameters is told for the pairs of the steps only.";
  }
  function elsewhereWords(row) {
    var place = worlds[world].outcomes.indexOf(row);
    return worlds.map(function (where, k) {
      if (k === world) return "";
      var found = summary(where, where.outcomes[place]);
      return "The same two policies in \u201c" + where.title + "\u201d: " + interval(found.apart) + ", " + verdict(signOf(found.apart)) +
        "; lower under A in " + share(found.lower) + " of " + found.runs + " runs.";
    }).filter(Boolean).join(" ");
  }
  function score(where) {
    byId("score").replaceChildren();
    where.outcomes.forEach(function (row) {
      var found = summary(where, row), line = element("tr");
      line.appendChild(element("th", row.meaning + unit(row) + (row.scored ? "" : " *"), { scope: "row" }));
      line.appendChild(cell(signed(found.apart.mean), "[" + signed(found.apart.low) + ", " + signed(found.apart.high) + "]"));
      line.appendChild(element("td", share(found.lower)));
      ["a", "b"].forEach(function (side) {
        line.appendChild(cell(shown(found[side].mean), "[" + shown(found[side].low) + ", " + shown(found[side].high) + "]"));
      });
      line.setAttribute("data-label", row.label);
      line.setAttribute("data-apart", [found.apart.mean, found.apart.low, found.apart.high, found.lower].join(" "));
      byId("score").appendChild(line);
    });
  }
  function cell(first, second) {
    var made = element("td");
    made.appendChild(element("span", first)); made.append(" ");
    made.appendChild(element("span", second));
    return made;
  }
  function events() {
    byId("event-list").replaceChildren();
    worlds[world].events.forEach(function (mark) {
      var item = element("li", undefined, { id: "event-" + mark.number, value: mark.number, tabindex: -1 });
      item.appendChild(element("b", mark.label + " (" + (mark.date || Math.floor(mark.since)) + "). "));
      item.append((mark.what ? mark.what + ". " : "") + (mark.note ? mark.note + ". " : ""));
      item.appendChild(element("span", "Source: " + mark.source + (mark.id ? " (" + mark.id + "; " + mark.sure + ")" : ""), { "class": "soft" }));
      byId("event-list").appendChild(item);
    });
  }

  // --- what is done ------------------------------------------------------

  function begin(number) {
    asked = number;
    var step = content.steps[number];
    Array.prototype.forEach.call(byId("steps").querySelectorAll("button"), function (button, k) {
      if ((k === content.steps.length ? -1 : k) === number) button.setAttribute("aria-current", "step");
      else button.removeAttribute("aria-current");
    });
    if (step) {
      sides.a = step.a.slice(); sides.b = step.b.slice();
      guess = null;
      setWorld(step.world);
      byId("task-title").textContent = "Step " + (number + 1) + ": " + step.title;
      byId("claim").textContent = "Claim " + step.theses.map(function (one) { return one.id + " (" + one.kind.toLowerCase() + ")"; }).join(", ") + ": " + step.claim;
      byId("ask").textContent = step.ask + (step.exact ? "" : " (The grid lacks these levels; the nearest ones are set.)");
      byId("guess-ask").textContent = "Under A, compared with B: " + worlds[world].outcomes[step.outcome].meaning + " is ...";
    } else {
      guess = "none";
      byId("task-title").textContent = "Explore";
      byId("claim").textContent = "Set both policies as you like. All results stay in sight.";
      byId("ask").textContent = "";
    }
    show();
  }
  function setWorld(number) {
    world = number;
    var chosen = byId("world-" + number);
    if (chosen) chosen.checked = true;
    events();
  }
  function answerGuess(value) {
    guess = value;
    var step = content.steps[asked], where = worlds[world];
    var title = "Step " + (asked + 1) + (isAsked(step) ? "" : ", other policies");
    guesses.push({ title: title, guess: value, found: signOf(summary(where, where.outcomes[step.outcome]).apart) });
    show();
    byId("result-title").focus({ preventScroll: true });
    byId("result").scrollIntoView();
  }
  function build() {
    content.steps.forEach(function (step, k) { stepButton((k + 1) + " " + step.title, k); });
    stepButton("Explore", -1);
    function stepButton(words, number) {
      var item = element("li"), button = element("button", words, { type: "button" });
      button.addEventListener("click", function () { begin(number); byId("task").focus(); });
      item.appendChild(button);
      byId("steps").appendChild(item);
    }
    ["a", "b"].forEach(function (side) {
      levers.forEach(function (name, k) {
        byId(side + "-" + name).addEventListener("input", function (event) {
          sides[side][k] = Number(event.target.value);
          show();
        });
      });
      content.points.forEach(function (point) {
        var words = point.exact ? point.name : "nearest to " + point.name;
        var button = element("button", words, { type: "button" });
        button.addEventListener("click", function () { sides[side] = point.places.slice(); show(); });
        byId("points-" + side).appendChild(button);
      });
    });
    byId("worlds").hidden = worlds.length < 2;
    worlds.forEach(function (where, k) {
      var label = element("label"), input = element("input", undefined, { type: "radio", name: "world", id: "world-" + k });
      input.addEventListener("change", function () { setWorld(k); show(); });
      label.appendChild(input);
      label.append(" " + where.title + " (" + where.runs + " runs of each policy) ");
      byId("worlds").appendChild(label);
      byId("worlds").appendChild(element("br"));
    });
    Array.prototype.forEach.call(document.querySelectorAll("[data-guess]"), function (button) {
      button.addEventListener("click", function () { answerGuess(button.getAttribute("data-guess")); });
    });
  }

  if (typeof DecompressionStream === "undefined") {
    tell("This browser cannot unpack the numbers of this page. Any browser of 2023 or later can (Chrome 80, Safari 16.4, Firefox 113 and newer).");
    return;
  }
  var rows = [];
  worlds.forEach(function (where) { rows = rows.concat(where.outcomes, where.series); });
  rows.reduce(function (before, row, k) {
    return before.then(function () {
      tell("Unpacking the numbers: " + (k + 1) + " of " + rows.length);
      return decode(row);
    });
  }, Promise.resolve()).then(function () {
    tell("");
    build();
    begin(0);
    byId("room").hidden = false;
    document.body.setAttribute("data-ready", "yes");
  }, function (error) {
    tell("The numbers of this page cannot be read; the file may be damaged. Get it again. (" + error.message + ")");
  });
}());
