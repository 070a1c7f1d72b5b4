// Given by the build: false in dt.js, true in dt-full.js.
declare const FULL: boolean;
