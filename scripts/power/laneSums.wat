;; Sums over splits of one row of four kernel matrices, whose values lie side by side as float32. A thousand rows
;; and 500 splits are 60 million such additions for each kernel: in TypeScript the study took three times as long.
(module
  (memory (export "memory") 1)

  ;; For each split whose next position is $own: passes it, and adds the row's values at all later positions.
  ;; Positions are offsets in the row, in bytes, rising within a split.
  ;; $next: addresses of the next positions, [splits]; $sums: float64, [splits, 4];
  ;; $end: where the first split's positions end; $stride: bytes of a split's positions.
  (func (export "addRow")
    (param $row i32) (param $own i32) (param $next i32) (param $sums i32)
    (param $end i32) (param $stride i32) (param $splits i32)
    (local $at i32) (local $even v128) (local $odd v128)
    (loop $eachSplit
      (local.set $at (i32.load (local.get $next)))
      (if (i32.lt_u (local.get $at) (local.get $end))
        (then
          (if (i32.eq (i32.load (local.get $at)) (local.get $own))
            (then
              (local.set $at (i32.add (local.get $at) (i32.const 4)))
              (i32.store (local.get $next) (local.get $at))
              (local.set $even (v128.const i32x4 0 0 0 0))
              (local.set $odd (v128.const i32x4 0 0 0 0))
              (if (i32.and (i32.sub (local.get $end) (local.get $at)) (i32.const 4))
                (then
                  (local.set $even
                    (v128.load (i32.add (local.get $row) (i32.load (local.get $at)))))
                  (local.set $at (i32.add (local.get $at) (i32.const 4)))))
              (block $done
                (loop $pairs
                  (br_if $done (i32.ge_u (local.get $at) (local.get $end)))
                  (local.set $even (f32x4.add (local.get $even)
                    (v128.load (i32.add (local.get $row) (i32.load (local.get $at))))))
                  (local.set $odd (f32x4.add (local.get $odd)
                    (v128.load (i32.add (local.get $row) (i32.load offset=4 (local.get $at))))))
                  (local.set $at (i32.add (local.get $at) (i32.const 8)))
                  (br $pairs)))
              (local.set $even (f32x4.add (local.get $even) (local.get $odd)))
              (v128.store (local.get $sums) (f64x2.add (v128.load (local.get $sums))
                (f64x2.promote_low_f32x4 (local.get $even))))
              (v128.store offset=16 (local.get $sums) (f64x2.add (v128.load offset=16 (local.get $sums))
                (f64x2.promote_low_f32x4
                  (i8x16.shuffle 8 9 10 11 12 13 14 15 0 1 2 3 4 5 6 7
                    (local.get $even) (local.get $even)))))))))
      (local.set $next (i32.add (local.get $next) (i32.const 4)))
      (local.set $sums (i32.add (local.get $sums) (i32.const 32)))
      (local.set $end (i32.add (local.get $end) (local.get $stride)))
      (br_if $eachSplit (local.tee $splits (i32.sub (local.get $splits) (i32.const 1)))))))
