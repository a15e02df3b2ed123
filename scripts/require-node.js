// Plain JavaScript of an old kind: it runs on the very Node it complains about.
const need = [22, 13];
const have = process.versions.node.split(".").map(Number);

if (have[0] < need[0] || (have[0] === need[0] && have[1] < need[1])) {
  console.error(
    `Alongside needs Node ${need.join(".")} or later, and this is ${process.versions.node}: ` +
      "run `npm install` without --ignore-scripts (it brings Node 24), then use `npm run` or `npx`.",
  );
  process.exit(1);
}
