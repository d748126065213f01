;; The draws of key.ts, many at a time. `npx vitest run test/tensor/key.test.ts -u` compiles this into
;; generated/philox-module.ts.
(module
  (memory (export "memory") 3)

  ;; Philox4x32-10: the blocks whose counters are (block, 0, 0, 0), (block + 1, 0, 0, 0), ... to memory
  ;; from `address` to before `end`, a multiple of 64 bytes. A vector holds one word of four blocks.
  (func (export "words")
    (param $k0 i32) (param $k1 i32) (param $block i32) (param $address i32) (param $end i32)
    (local $round i32)
    (local $c0 v128) (local $c1 v128) (local $c2 v128) (local $c3 v128)
    (local $m0 v128) (local $m1 v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (local $key0 v128) (local $key1 v128)
    (local.set $m0 (i32x4.splat (i32.const 0xd2511f53)))
    (local.set $m1 (i32x4.splat (i32.const 0xcd9e8d57)))
    (loop $groups
      (local.set $c0
        (i32x4.add (i32x4.splat (local.get $block)) (v128.const i32x4 0 1 2 3)))
      (local.set $c1 (v128.const i32x4 0 0 0 0))
      (local.set $c2 (local.get $c1))
      (local.set $c3 (local.get $c1))
      (local.set $key0 (i32x4.splat (local.get $k0)))
      (local.set $key1 (i32x4.splat (local.get $k1)))
      (local.set $round (i32.const 10))
      (loop $rounds
        (local.set $a (i64x2.extmul_low_i32x4_u (local.get $c0) (local.get $m0)))
        (local.set $b (i64x2.extmul_high_i32x4_u (local.get $c0) (local.get $m0)))
        (local.set $c (i64x2.extmul_low_i32x4_u (local.get $c2) (local.get $m1)))
        (local.set $d (i64x2.extmul_high_i32x4_u (local.get $c2) (local.get $m1)))
        ;; The odd lanes of a product are its high words, the even ones its low words.
        (local.set $c0
          (v128.xor
            (v128.xor (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $c) (local.get $d))
              (local.get $c1))
            (local.get $key0)))
        (local.set $c2
          (v128.xor
            (v128.xor (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31 (local.get $a) (local.get $b))
              (local.get $c3))
            (local.get $key1)))
        (local.set $c1
          (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $c) (local.get $d)))
        (local.set $c3
          (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27 (local.get $a) (local.get $b)))
        (local.set $key0 (i32x4.add (local.get $key0) (i32x4.splat (i32.const 0x9e3779b9))))
        (local.set $key1 (i32x4.add (local.get $key1) (i32x4.splat (i32.const 0xbb67ae85))))
        (br_if $rounds (local.tee $round (i32.sub (local.get $round) (i32.const 1)))))
      ;; Transposed, so that a vector holds the four words of one block.
      (local.set $a
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c0) (local.get $c2)))
      (local.set $b
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c1) (local.get $c3)))
      (local.set $c
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c0) (local.get $c2)))
      (local.set $d
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c1) (local.get $c3)))
      (v128.store (local.get $address)
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $a) (local.get $b)))
      (v128.store offset=16 (local.get $address)
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $a) (local.get $b)))
      (v128.store offset=32 (local.get $address)
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23 (local.get $c) (local.get $d)))
      (v128.store offset=48 (local.get $address)
        (i8x16.shuffle 8 9 10 11 24 25 26 27 12 13 14 15 28 29 30 31 (local.get $c) (local.get $d)))
      (local.set $block (i32.add (local.get $block) (i32.const 4)))
      (br_if $groups
        (i32.lt_u
          (local.tee $address (i32.add (local.get $address) (i32.const 64)))
          (local.get $end)))))

  ;; Words before `end` → float32 multiples of 2^-24 in [0, 1), in place.
  (func (export "uniform") (param $end i32)
    (local $address i32)
    (loop $vectors
      (v128.store (local.get $address)
        (f32x4.mul
          (f32x4.convert_i32x4_u
            (i32x4.shr_u (v128.load (local.get $address)) (i32.const 8)))
          (v128.const f32x4 0x1p-24 0x1p-24 0x1p-24 0x1p-24)))
      (br_if $vectors
        (i32.lt_u
          (local.tee $address (i32.add (local.get $address) (i32.const 16)))
          (local.get $end)))))

  ;; Half words from `from` → float32 `value` where less than `threshold`, else 0, from 0 to before `end`.
  (func (export "bernoulli")
    (param $from i32) (param $end i32) (param $threshold i32) (param $value f32)
    (local $address i32) (local $kept v128)
    (loop $vectors
      (local.set $kept
        (i16x8.lt_u (v128.load (local.get $from)) (i16x8.splat (local.get $threshold))))
      (v128.store (local.get $address)
        (v128.and (i32x4.extend_low_i16x8_s (local.get $kept)) (f32x4.splat (local.get $value))))
      (v128.store offset=16 (local.get $address)
        (v128.and (i32x4.extend_high_i16x8_s (local.get $kept)) (f32x4.splat (local.get $value))))
      (local.set $from (i32.add (local.get $from) (i32.const 16)))
      (br_if $vectors
        (i32.lt_u
          (local.tee $address (i32.add (local.get $address) (i32.const 32)))
          (local.get $end)))))

  ;; Pairs of words (w, t) before `end` → float32 pairs r cos(2 pi t / 2^32), r sin(2 pi t / 2^32) with
  ;; r = sqrt(-2 ln((w + 1) / 2^32)), in place, two pairs at a time in float64. Everything is a sum,
  ;; product, quotient or square root, so the same on every machine, and good to 1e-13.
  (func (export "normal") (param $end i32)
    (local $address i32)
    (local $words v128) (local $n v128) (local $exponent v128) (local $large v128)
    (local $s v128) (local $x v128) (local $square v128) (local $sum v128)
    (local $radius v128) (local $quarter v128) (local $odd v128)
    (local $cosine v128) (local $sine v128)
    (loop $vectors
      (local.set $words (v128.load (local.get $address)))
      ;; n = w + 1 = m 2^e with m in (1/sqrt 2, sqrt 2]; ln m = 2 artanh s with s = (m - 1) / (m + 1).
      (local.set $n
        (f64x2.add
          (f64x2.convert_low_i32x4_u
            (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
              (local.get $words) (local.get $words)))
          (v128.const f64x2 1 1)))
      (local.set $exponent
        (i32x4.sub
          (i8x16.shuffle 0 1 2 3 8 9 10 11 0 1 2 3 8 9 10 11
            (i64x2.shr_u (local.get $n) (i32.const 52)) (local.get $n))
          ;; The bias of float64, and the 32 of 2^32.
          (v128.const i32x4 1055 1055 1055 1055)))
      (local.set $n
        (v128.or
          (v128.and (local.get $n) (v128.const i64x2 0xfffffffffffff 0xfffffffffffff))
          (v128.const f64x2 1 1)))
      (local.set $large (f64x2.gt (local.get $n) (v128.const f64x2 0x1.6a09e667f3bcdp+0 0x1.6a09e667f3bcdp+0)))
      (local.set $n
        (v128.bitselect (f64x2.mul (local.get $n) (v128.const f64x2 0.5 0.5)) (local.get $n)
          (local.get $large)))
      ;; A true comparison is -1.
      (local.set $exponent
        (i32x4.sub (local.get $exponent)
          (i8x16.shuffle 0 1 2 3 8 9 10 11 16 17 18 19 24 25 26 27
            (local.get $large) (local.get $large))))
      (local.set $s
        (f64x2.div
          (f64x2.sub (local.get $n) (v128.const f64x2 1 1))
          (f64x2.add (local.get $n) (v128.const f64x2 1 1))))
      (local.set $square (f64x2.mul (local.get $s) (local.get $s)))
      (local.set $sum (v128.const f64x2 0x1.1111111111111p-4 0x1.1111111111111p-4))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.3b13b13b13b14p-4 0x1.3b13b13b13b14p-4)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.745d1745d1746p-4 0x1.745d1745d1746p-4)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.c71c71c71c71cp-4 0x1.c71c71c71c71cp-4)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.2492492492492p-3 0x1.2492492492492p-3)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.999999999999ap-3 0x1.999999999999ap-3)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.5555555555555p-2 0x1.5555555555555p-2)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1p+0 0x1p+0)))
      (local.set $radius
        (f64x2.sqrt
          (f64x2.mul (v128.const f64x2 -2 -2)
            (f64x2.add
              (f64x2.mul (f64x2.add (local.get $s) (local.get $s)) (local.get $sum))
              (f64x2.mul (f64x2.convert_low_i32x4_s (local.get $exponent))
                (v128.const f64x2 0x1.62e42fefa39efp-1 0x1.62e42fefa39efp-1))))))
      ;; The angle from the nearest quarter turn.
      (local.set $words
        (i8x16.shuffle 4 5 6 7 12 13 14 15 20 21 22 23 28 29 30 31
          (local.get $words) (local.get $words)))
      (local.set $quarter
        (i32x4.shr_u
          (i32x4.add (local.get $words)
            (v128.const i32x4 0x20000000 0x20000000 0x20000000 0x20000000))
          (i32.const 30)))
      (local.set $x
        (f64x2.mul
          (f64x2.convert_low_i32x4_s
            (i32x4.sub (local.get $words) (i32x4.shl (local.get $quarter) (i32.const 30))))
          (v128.const f64x2 0x1.921fb54442d18p-30 0x1.921fb54442d18p-30)))
      (local.set $square (f64x2.mul (local.get $x) (local.get $x)))
      (local.set $cosine (v128.const f64x2 -0x1.93974a8c07c9cp-37 -0x1.93974a8c07c9cp-37))
      (local.set $cosine
        (f64x2.add (f64x2.mul (local.get $cosine) (local.get $square))
          (v128.const f64x2 0x1.1eed8eff8d897p-29 0x1.1eed8eff8d897p-29)))
      (local.set $cosine
        (f64x2.add (f64x2.mul (local.get $cosine) (local.get $square))
          (v128.const f64x2 -0x1.27e4fb7789f5cp-22 -0x1.27e4fb7789f5cp-22)))
      (local.set $cosine
        (f64x2.add (f64x2.mul (local.get $cosine) (local.get $square))
          (v128.const f64x2 0x1.a01a01a01a019p-16 0x1.a01a01a01a019p-16)))
      (local.set $cosine
        (f64x2.add (f64x2.mul (local.get $cosine) (local.get $square))
          (v128.const f64x2 -0x1.6c16c16c16c16p-10 -0x1.6c16c16c16c16p-10)))
      (local.set $cosine
        (f64x2.add (f64x2.mul (local.get $cosine) (local.get $square))
          (v128.const f64x2 0x1.5555555555555p-5 0x1.5555555555555p-5)))
      (local.set $cosine
        (f64x2.add (f64x2.mul (local.get $cosine) (local.get $square))
          (v128.const f64x2 -0x1p-1 -0x1p-1)))
      (local.set $cosine
        (f64x2.add (f64x2.mul (local.get $cosine) (local.get $square))
          (v128.const f64x2 0x1p+0 0x1p+0)))
      (local.set $sum (v128.const f64x2 -0x1.ae7f3e733b82p-41 -0x1.ae7f3e733b82p-41))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.6124613a86d0ap-33 0x1.6124613a86d0ap-33)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 -0x1.ae64567f544e4p-26 -0x1.ae64567f544e4p-26)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.71de3a556c734p-19 0x1.71de3a556c734p-19)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 -0x1.a01a01a01a01ap-13 -0x1.a01a01a01a01ap-13)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1.1111111111111p-7 0x1.1111111111111p-7)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 -0x1.5555555555555p-3 -0x1.5555555555555p-3)))
      (local.set $sum
        (f64x2.add (f64x2.mul (local.get $sum) (local.get $square))
          (v128.const f64x2 0x1p+0 0x1p+0)))
      (local.set $sine (f64x2.mul (local.get $x) (local.get $sum)))
      ;; Whole turns of the angle by quarters: (c, s), (-s, c), (-c, -s), (s, -c).
      (local.set $quarter (i64x2.extend_low_i32x4_u (local.get $quarter)))
      (local.set $odd
        (i64x2.neg (v128.and (local.get $quarter) (v128.const i64x2 1 1))))
      (local.set $x
        (v128.xor
          (v128.bitselect (local.get $sine) (local.get $cosine) (local.get $odd))
          ;; Its sign is turned in quarters 1 and 2.
          (i64x2.shl
            (i64x2.shr_u
              (i64x2.add (local.get $quarter) (v128.const i64x2 1 1))
              (i32.const 1))
            (i32.const 63))))
      (local.set $sine
        (v128.xor
          (v128.bitselect (local.get $cosine) (local.get $sine) (local.get $odd))
          (i64x2.shl (i64x2.shr_u (local.get $quarter) (i32.const 1)) (i32.const 63))))
      (v128.store (local.get $address)
        (i8x16.shuffle 0 1 2 3 16 17 18 19 4 5 6 7 20 21 22 23
          (f32x4.demote_f64x2_zero (f64x2.mul (local.get $radius) (local.get $x)))
          (f32x4.demote_f64x2_zero (f64x2.mul (local.get $radius) (local.get $sine)))))
      (br_if $vectors
        (i32.lt_u
          (local.tee $address (i32.add (local.get $address) (i32.const 16)))
          (local.get $end))))))
