;; Distances of one row to others, in the lanes of 128-bit SIMD; `npm run wasm` puts it into
;; wasmModule.ts. Rows lie one behind the other, each padded with zeros to whole 64 bytes.
;;
;; A block of at most 256 values is summed in float32, in four times four lanes and in one order, so
;; that runs are reproducible; blocks are added up in float64, so that the error does not grow with
;; the width.
(module
  (import "rows" "memory" (memory 1))

  ;; Four sums of squared differences, from x (up to end) and y on.
  (func $squaredBlock (param $x i32) (param $y i32) (param $end i32) (result v128)
    (local $t v128) (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $next
      (local.set $t (f32x4.sub (v128.load (local.get $x)) (v128.load (local.get $y))))
      (local.set $a (f32x4.add (local.get $a) (f32x4.mul (local.get $t) (local.get $t))))
      (local.set $t
        (f32x4.sub (v128.load offset=16 (local.get $x)) (v128.load offset=16 (local.get $y))))
      (local.set $b (f32x4.add (local.get $b) (f32x4.mul (local.get $t) (local.get $t))))
      (local.set $t
        (f32x4.sub (v128.load offset=32 (local.get $x)) (v128.load offset=32 (local.get $y))))
      (local.set $c (f32x4.add (local.get $c) (f32x4.mul (local.get $t) (local.get $t))))
      (local.set $t
        (f32x4.sub (v128.load offset=48 (local.get $x)) (v128.load offset=48 (local.get $y))))
      (local.set $d (f32x4.add (local.get $d) (f32x4.mul (local.get $t) (local.get $t))))
      (local.set $y (i32.add (local.get $y) (i32.const 64)))
      (local.set $x (i32.add (local.get $x) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $x) (local.get $end))))
    (f32x4.add
      (f32x4.add (local.get $a) (local.get $b))
      (f32x4.add (local.get $c) (local.get $d))))

  ;; Likewise of absolute differences.
  (func $absoluteBlock (param $x i32) (param $y i32) (param $end i32) (result v128)
    (local $a v128) (local $b v128) (local $c v128) (local $d v128)
    (loop $next
      (local.set $a (f32x4.add (local.get $a) (f32x4.abs
        (f32x4.sub (v128.load (local.get $x)) (v128.load (local.get $y))))))
      (local.set $b (f32x4.add (local.get $b) (f32x4.abs
        (f32x4.sub (v128.load offset=16 (local.get $x)) (v128.load offset=16 (local.get $y))))))
      (local.set $c (f32x4.add (local.get $c) (f32x4.abs
        (f32x4.sub (v128.load offset=32 (local.get $x)) (v128.load offset=32 (local.get $y))))))
      (local.set $d (f32x4.add (local.get $d) (f32x4.abs
        (f32x4.sub (v128.load offset=48 (local.get $x)) (v128.load offset=48 (local.get $y))))))
      (local.set $y (i32.add (local.get $y) (i32.const 64)))
      (local.set $x (i32.add (local.get $x) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $x) (local.get $end))))
    (f32x4.add
      (f32x4.add (local.get $a) (local.get $b))
      (f32x4.add (local.get $c) (local.get $d))))

  ;; Distances of the row at $row to $count rows from $other on, as float64 from $out on.
  (func (export "distances")
    (param $absolute i32) (param $row i32) (param $other i32) (param $count i32)
    (param $bytes i32) (param $out i32)
    (local $x i32) (local $end i32) (local $rowEnd i32) (local $block v128) (local $sum v128)
    (local.set $rowEnd (i32.add (local.get $row) (local.get $bytes)))
    (loop $nextRow
      (local.set $x (local.get $row))
      (local.set $sum (v128.const f64x2 0 0))
      (loop $nextBlock
        (local.set $end (i32.add (local.get $x) (i32.const 1024)))
        (local.set $end (select (local.get $end) (local.get $rowEnd)
          (i32.lt_u (local.get $end) (local.get $rowEnd))))
        (local.set $block
          (if (result v128) (local.get $absolute)
            (then (call $absoluteBlock (local.get $x) (local.get $other) (local.get $end)))
            (else (call $squaredBlock (local.get $x) (local.get $other) (local.get $end)))))
        (local.set $sum (f64x2.add (local.get $sum) (f64x2.add
          (f64x2.promote_low_f32x4 (local.get $block))
          (f64x2.promote_low_f32x4
            (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
              (local.get $block) (local.get $block))))))
        (local.set $other (i32.add (local.get $other) (i32.sub (local.get $end) (local.get $x))))
        (local.set $x (local.get $end))
        (br_if $nextBlock (i32.lt_u (local.get $x) (local.get $rowEnd))))
      (f64.store (local.get $out) (f64.add
        (f64x2.extract_lane 0 (local.get $sum)) (f64x2.extract_lane 1 (local.get $sum))))
      (local.set $out (i32.add (local.get $out) (i32.const 8)))
      (local.set $count (i32.sub (local.get $count) (i32.const 1)))
      (br_if $nextRow (local.get $count)))))
