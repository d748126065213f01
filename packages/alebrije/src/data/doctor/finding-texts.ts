/** What the doctor of data says of each thing that it finds; a page can say the same in another language. */

export const DATA_FINDING_TEXTS = {
  unreadableImages: {
    message: 'unreadable images: {{listed}}',
    mend: 'take them out of the folder, or get them again',
  },
  tooFew: {
    message: 'there are {{count}} examples, and {{fewest}} are the fewest',
    mend: 'add more of them',
  },
  few: {
    message: 'there are only {{count}} examples: a network will learn them by heart',
    mend: 'add more, {{enough}} at least, or expect little of new samples',
  },
  unequalClasses: {
    message:
      'the classes are unequal: {{smallest}} has {{smallestSize}}, {{largest}} has {{largestSize}}',
    mend: 'add examples of {{smallest}}, or leave the class out with --set classes=...',
  },
  repeatedImages: {
    message: 'repeated images: {{listed}}',
    mend: 'keep one of each, unless they are repeated on purpose',
  },
  repeatedInClasses: {
    message: 'of the repeated images {{count}} are in another class than the first',
    mend: 'decide which class is right, and take the others out',
  },
  repeatedInTest: {
    message: 'of the repeated images {{count}} are both in training and in test',
    mend: 'take them out of the test: they make results look better than they are',
  },
  mixedSizes: {
    message: 'sizes of images: {{listed}}',
    mend: 'they are cropped to a centred square and scaled; choose its side (--size)',
  },
  smallImages: {
    message: 'images smaller than {{side}} pixels: {{listed}}',
    mend: 'they are enlarged, which blurs them; take larger ones, or import with a smaller side (--size)',
  },
  longImages: {
    message: 'images more than {{times}} times as long as wide: {{listed}}',
    mend: 'most of each is cut off by the square crop; crop them yourself, or take them out',
  },
  otherFiles: {
    message: 'files that are no images: {{listed}}: they are left out',
    mend: 'nothing, unless one of them should be an image: save it as JPEG or PNG',
  },
  unusableRows: {
    message: 'unusable rows: {{listed}}',
    mend: 'fill in what is missing, or take the rows out',
  },
  repeatedRows: {
    message: 'repeated rows: {{count}}',
    mend: 'keep one of each, unless they are repeated on purpose',
  },
  constantColumns: {
    message: 'columns that never change: {{listed}}',
    mend: 'take them out: there is nothing in them to learn',
  },
  unevenColumns: {
    message: 'columns far from mean 0 and standard deviation 1: {{listed}}',
    mend: 'import the file with --standardise',
  },
} as const;

export type DataFindingKind = keyof typeof DATA_FINDING_TEXTS;
